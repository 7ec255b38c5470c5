package dev.waybill.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * The resolver hook of Apache HttpClient 5: what it returns is what gets dialled, names and
 * literals alike, so vetting here leaves no gap for DNS rebinding. Thread-safe.
 */
public final class GuardedDnsResolver implements DnsResolver {
  private final AddressGuard guard;
  private final DnsResolver resolver;

  /** Guards the system's resolver. */
  public GuardedDnsResolver(AddressGuard guard) {
    this(guard, SystemDefaultDnsResolver.INSTANCE);
  }

  /** Guards another resolver. */
  public GuardedDnsResolver(AddressGuard guard, DnsResolver resolver) {
    this.guard = guard;
    this.resolver = resolver;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return guard.vet(host, resolver.resolve(host));
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    // Asked only for Kerberos; a second look-up could say something else.
    return host;
  }
}
