package dev.waybill.lane.core;

import java.time.Duration;
import java.util.Objects;

/**
 * What holds for all lanes of a task.
 *
 * @param maxOutstanding attempts in flight over all lanes of the task, at least 1
 * @param stepBudget how much of each kind of work (dispatches, timers, expiries) one step does at
 *     most, at least 1
 * @param timing of attempts
 * @param waits how long things are kept or waited for
 */
public record EngineSettings(int maxOutstanding, int stepBudget, Timing timing, Waits waits) {
  public EngineSettings {
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(waits, "waits");
    if (maxOutstanding < 1 || stepBudget < 1) {
      throw new IllegalArgumentException("maxOutstanding and stepBudget are at least 1");
    }
  }

  /** 1,000 outstanding, 256 pieces of work a step, and the defaults of the parts. */
  public static EngineSettings defaults() {
    return new EngineSettings(1_000, 256, Timing.defaults(), Waits.defaults());
  }

  /**
   * An attempt is given up when {@code notAfter + call timeout + clockBound + margin} has passed.
   *
   * @param validity from not-before to not-after: how long a dispatch stays valid
   * @param ahead how long before its not-before a dispatch may be written, so that it has arrived
   *     when it may start
   * @param clockBound how far the machines' clocks may differ
   * @param margin for the report to come in
   */
  public record Timing(Duration validity, Duration ahead, Duration clockBound, Duration margin) {
    /** 1 s, 100 ms, 2 s, 1 s. */
    public static Timing defaults() {
      return new Timing(
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));
    }
  }

  /**
   * Bounds of waiting.
   *
   * @param settings how long an item waits for the settings of its lane, or for the version that it
   *     requires
   * @param dedupe how long the id of an ended item is remembered; longer than its request is kept
   *     on the topic
   * @param maxFloor the longest that another side's retry-after can hold a lane
   */
  public record Waits(Duration settings, Duration dedupe, Duration maxFloor) {
    /** 10 s, 15 days, 1 h. */
    public static Waits defaults() {
      return new Waits(Duration.ofSeconds(10), Duration.ofDays(15), Duration.ofHours(1));
    }
  }
}
