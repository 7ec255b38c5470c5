package dev.waybill.worker.outbound;

import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.ForbiddenAddressException;
import dev.waybill.tsp.AddressResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Gives adapters the system's resolver behind our guard. Thread-safe. */
public final class GuardedAddressResolver implements AddressResolver {
  private final AddressGuard guard;

  /** Lets through what the guard does. */
  public GuardedAddressResolver(AddressGuard guard) {
    this.guard = guard;
  }

  @Override
  public Resolution resolve(String host) {
    try {
      return new Resolution.Resolved(List.of(guard.vet(host, InetAddress.getAllByName(host))));
    } catch (ForbiddenAddressException e) {
      return new Resolution.Forbidden(e.explanation());
    } catch (UnknownHostException e) {
      return new Resolution.Unresolved(host);
    }
  }
}
