package dev.waybill.lane.execution;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits for a time; a test's clock may be there at once. */
@FunctionalInterface
interface Pauses {
  /** Returns when the time has come. */
  void until(Instant time) throws InterruptedException;

  /** Pauses by the given clock. */
  static Pauses by(InstantSource clock) {
    return time -> {
      Duration left = Duration.between(clock.instant(), time);
      while (left.isPositive()) {
        Thread.sleep(left);
        left = Duration.between(clock.instant(), time);
      }
    };
  }
}
