package dev.waybill.tsp;

import java.net.InetAddress;
import java.util.List;

/**
 * Resolves a host and vets the answer. The addresses of a connection are a partner's choice, so an
 * adapter must dial exactly what this returned (a second look-up may say something else) and follow
 * no redirect. Thread-safe.
 */
@FunctionalInterface
public interface AddressResolver {

  /** Resolves a name or an address literal. Blocks for as long as the system's resolver does. */
  Resolution resolve(String host);

  /** What became of a host. */
  sealed interface Resolution {

    /**
     * All its addresses, all of them allowed.
     *
     * @param addresses never empty
     */
    record Resolved(List<InetAddress> addresses) implements Resolution {
      /** Copies the list. */
      public Resolved {
        addresses = List.copyOf(addresses);
      }
    }

    /** The name has no address now; it may have one later. */
    record Unresolved(String host) implements Resolution {}

    /**
     * Calling it is not allowed; trying again is of no use.
     *
     * @param reason safe to show to a partner: does not say what the host resolved to
     */
    record Forbidden(String reason) implements Resolution {}
  }
}
