package dev.waybill.lane.core;

/**
 * What the items of a lane are ordered by.
 *
 * <p>A change between {@link #PER_KEY} and {@link #STRICT} takes effect once the lane has run
 * empty, for until then items of both kinds would have to be ordered against one another.
 */
public enum Ordering {
  /** Items of the same order key, in order of arrival. */
  PER_KEY(0),
  /** All items of the lane, in order of arrival, one at a time. */
  STRICT(1),
  /** Nothing; the order keys are ignored. */
  NONE(2);

  private final int code;

  Ordering(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Ordering of(int code) {
    return switch (code) {
      case 0 -> PER_KEY;
      case 1 -> STRICT;
      case 2 -> NONE;
      default -> throw new IllegalArgumentException("unknown ordering code " + code);
    };
  }
}
