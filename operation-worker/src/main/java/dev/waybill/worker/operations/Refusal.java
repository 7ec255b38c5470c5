package dev.waybill.worker.operations;

import dev.waybill.schemas.FailureCode;

/**
 * Why the application would not let an operation go on. The engine keeps a reason as text, so it
 * travels as {@code code: message}.
 */
record Refusal(FailureCode code, String message) {
  private static final String SEPARATOR = ": ";

  String asReason() {
    return code.wireName() + SEPARATOR + message;
  }

  /** Reads what {@link #asReason} wrote; a text without a code is an invalid request. */
  static Refusal of(String reason) {
    int at = reason.indexOf(SEPARATOR);
    if (at > 0) {
      for (FailureCode code : FailureCode.values()) {
        if (code.wireName().equals(reason.substring(0, at))) {
          return new Refusal(code, reason.substring(at + SEPARATOR.length()));
        }
      }
    }
    return new Refusal(FailureCode.INVALID_REQUEST, reason);
  }
}
