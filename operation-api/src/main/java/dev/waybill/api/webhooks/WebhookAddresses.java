package dev.waybill.api.webhooks;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.net.ForbiddenAddressException;
import dev.waybill.runtime.net.TimedResolver;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Judges where a webhook may go: {@code https} and public addresses only, but for networks that the
 * operator opened. It judges what the name means today; the emitter judges again, each time, the
 * very address that it dials. Thread-safe.
 */
final class WebhookAddresses {
  /** Resolves names; the JDK's is blocking. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final String POINTER = "/url";

  private final WebhookTargets targets;
  private final Resolver resolver;

  WebhookAddresses(WebhookTargets targets, Resolver resolver) {
    this.targets = targets;
    this.resolver = resolver;
  }

  /**
   * The origin of an address that may be used: scheme, host in lower case, port.
   *
   * @throws RefusedException 422 if it may not
   */
  String originOf(String url) {
    URI address = parse(url);
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() > 0 ? address.getPort() : plain ? 80 : 443;
    if (!targets.ports().allows(port)) {
      throw refuse(
          "forbidden_port",
          "has port %d, and webhooks go to these only: %s".formatted(port, targets.ports()));
    }
    List<InetAddress> resolved = resolve(address.getHost());
    if (plain && (resolved.isEmpty() || !resolved.stream().allMatch(targets.guard()::isOpened))) {
      throw refuse("https_required", "must begin with https://");
    }
    return Origin.of(url);
  }

  private static URI parse(String url) {
    try {
      URI address = URI.create(url);
      if (address.getHost() != null
          && address.getUserInfo() == null
          && address.getFragment() == null
          && address.getPort() != 0
          && address.getPort() <= 65_535) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw refuse("format", "must be an https address with a host, and without user or fragment");
  }

  /** A name that means nothing today may mean something tomorrow. */
  private List<InetAddress> resolve(String host) {
    try {
      return List.of(targets.guard().vet(host, resolver.resolve(host)));
    } catch (ForbiddenAddressException e) {
      // One that is not public refuses the name, as it will at each dial.
      throw refuse("forbidden_address", "leads to an address that is not public");
    } catch (TimedResolver.BusyException e) {
      throw RefusedException.retryLater(
          ProblemCode.BUSY, "too many names are being looked up; try again", 1);
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static RefusedException refuse(String code, String message) {
    return RefusedException.invalidField(POINTER, code, message);
  }
}
