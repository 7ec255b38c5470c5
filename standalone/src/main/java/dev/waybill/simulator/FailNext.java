package dev.waybill.simulator;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A fleet's order to spoil its next calls.
 *
 * @param count how many calls are still to be spoilt, at least 1
 * @param status what mode {@code status} answers
 */
record FailNext(int count, Mode mode, int status) {
  static final int DEFAULT_STATUS = 503;

  /** How a call is spoilt. */
  enum Mode {
    /** Answers with a status and does not act. */
    STATUS("status"),
    /** Neither acts nor answers; the connection stays open until the caller closes it. */
    HANG("hang"),
    /** Does not act and resets the connection (TCP RST). */
    RESET("reset"),
    /** Acts, then closes the connection without an answer. */
    DROP_RESPONSE("drop_response");

    private final String wireName;

    Mode(String wireName) {
      this.wireName = wireName;
    }

    @JsonValue
    String wireName() {
      return wireName;
    }
  }
}
