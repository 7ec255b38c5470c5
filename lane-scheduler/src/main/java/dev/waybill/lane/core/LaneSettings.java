package dev.waybill.lane.core;

import java.util.Objects;

/**
 * How a lane is to be run. New settings apply at once, to what already waits too.
 *
 * @param version grows with each change; settings that are not newer than those in force are
 *     ignored
 * @param credentialsVersion changes with the credentials, and grows; a lane suspended for bad
 *     credentials goes on when this is higher than the version that was refused
 * @param limits pace, cap, call deadline
 * @param retry when to try again
 * @param ordering what is ordered
 * @param paused nothing is dispatched while true; what is in flight ends as it ends
 */
public record LaneSettings(
    long version,
    long credentialsVersion,
    Limits limits,
    RetryPolicy retry,
    Ordering ordering,
    boolean paused) {
  public LaneSettings {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(ordering, "ordering");
    if (version < 0 || credentialsVersion < 0) {
      throw new IllegalArgumentException("versions are not negative");
    }
  }
}
