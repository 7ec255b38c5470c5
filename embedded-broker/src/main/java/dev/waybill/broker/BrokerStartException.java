package dev.waybill.broker;

import org.jspecify.annotations.Nullable;

/**
 * The broker could not start, for a reason that its user can mend.
 *
 * <p>The message is one plain sentence or two, made to be shown as it is; the cause is for a debug
 * log.
 */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
