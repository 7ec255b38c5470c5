package dev.waybill.lane.core;

/**
 * Which ring of its lane an item waits in. A higher one is served first, and a lower one gets at
 * least every fourth (normal) or sixteenth (low) dispatch, so that none starves; order per key is
 * kept regardless.
 */
public enum Priority {
  HIGH(0),
  NORMAL(1),
  LOW(2);

  private static final Priority[] BY_CODE = {HIGH, NORMAL, LOW};

  private final int code;

  Priority(int code) {
    this.code = code;
  }

  /** The persisted code; never the ordinal, which changes when somebody sorts the constants. */
  int code() {
    return code;
  }

  static Priority of(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("unknown priority code " + code);
    }
    return BY_CODE[code];
  }

  static int count() {
    return BY_CODE.length;
  }
}
