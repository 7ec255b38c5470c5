package dev.waybill.runtime.secrets;

/**
 * A secret cannot be sealed or opened: wrong key, wrong owner, or altered on its way. The message
 * names no secret.
 */
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretException(String message, Throwable cause) {
    super(message, cause);
  }
}
