package dev.waybill.lane.core;

/** What may be done about a call of which nobody knows whether it happened. */
public enum Recourse {
  /** Make it again: that does no harm. */
  REPEAT(0),
  /** Ask the other side whether it happened; until then it is not made again. */
  RECONCILE(1),
  /** Nothing: the run ends as {@link Ending.Kind#UNKNOWN_OUTCOME}. */
  NONE(2);

  private final int code;

  Recourse(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Recourse of(int code) {
    return switch (code) {
      case 0 -> REPEAT;
      case 1 -> RECONCILE;
      case 2 -> NONE;
      default -> throw new IllegalStateException("unknown recourse code " + code);
    };
  }
}
