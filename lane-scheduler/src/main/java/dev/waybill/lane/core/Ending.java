package dev.waybill.lane.core;

import java.util.Objects;

/**
 * How a run of an item ended. Exactly one for each run.
 *
 * @param kind the kind
 * @param reason a short text for people, empty for a success
 */
public record Ending(Kind kind, String reason) {
  public Ending {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
  }

  /** The kinds. The code is what rows keep; codes are never given to another meaning. */
  public enum Kind {
    SUCCEEDED(1),
    REJECTED(2),
    RETRIES_EXHAUSTED(3),
    EXPIRED(4),
    UNKNOWN_OUTCOME(5),
    /** The settings of its lane did not come in time. */
    UNKNOWN_LANE(6),
    /** The application would not have it, at admission or when it was about to be dispatched. */
    REFUSED(7),
    /** Somebody asked for it. */
    CANCELLED(8),
    /** An item that it refers to did not succeed. */
    DEPENDENCY_FAILED(9),
    /** Its lane was removed while it waited. */
    LANE_REMOVED(10),
    /** An express item that would have had to wait for more than a slot. */
    BUSY(11),
    /** An express item whose call the other side refused for its credentials. */
    UNAUTHORIZED(12);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalStateException("unknown ending code " + code);
    }
  }
}
