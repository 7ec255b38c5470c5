package dev.waybill.emitter.sending;

import dev.waybill.runtime.net.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * For plain {@code http}, which is good enough only for addresses that an operator opened (CONTRACT
 * 3.4): the scheme was judged when the subscription was made, but a name may since have moved.
 */
final class OpenedOnlyResolver implements DnsResolver {
  private final AddressGuard guard;
  private final DnsResolver resolver;

  OpenedOnlyResolver(AddressGuard guard, DnsResolver resolver) {
    this.guard = guard;
    this.resolver = resolver;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = resolver.resolve(host);
    if (!Arrays.stream(addresses).allMatch(guard::isOpened)) {
      throw new PlainHttpException(host);
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Plain {@code http} to an address that is not open for it. */
  static final class PlainHttpException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    PlainHttpException(String host) {
      super("'%s' may be called by https only".formatted(host));
    }
  }
}
