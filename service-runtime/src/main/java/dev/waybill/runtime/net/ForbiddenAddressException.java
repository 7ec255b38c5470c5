package dev.waybill.runtime.net;

import java.net.UnknownHostException;

/**
 * A host that may not be called. Its message names the host only, never what it resolved to: that
 * would show a partner our inner names. An {@link UnknownHostException}, as that is all that the
 * resolver hook of an HTTP client may throw.
 */
public final class ForbiddenAddressException extends UnknownHostException {

  private final String host;

  ForbiddenAddressException(String host) {
    super(text(host));
    this.host = host;
  }

  /** What may be told to the partner who chose the host. */
  public String explanation() {
    return text(host);
  }

  private static String text(String host) {
    return "'%s' is not a public address; an operator can open networks by allow_networks"
        .formatted(host);
  }
}
