package dev.waybill.worker.outbound;

import dev.waybill.tsp.AddressResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** The HTTP client's resolver hook: what is vetted here is what is dialled. */
final class VettedDns implements DnsResolver {
  private final AddressResolver resolver;

  VettedDns(AddressResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (resolver.resolve(host)) {
      case AddressResolver.Resolution.Resolved resolved ->
          resolved.addresses().toArray(InetAddress[]::new);
      case AddressResolver.Resolution.Unresolved unresolved ->
          throw new UnknownHostException(unresolved.host());
      case AddressResolver.Resolution.Forbidden forbidden ->
          throw new ForbiddenHostException(forbidden.reason());
    };
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Carries a refusal through the client. */
  static final class ForbiddenHostException extends UnknownHostException {
    private final String reason;

    ForbiddenHostException(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
