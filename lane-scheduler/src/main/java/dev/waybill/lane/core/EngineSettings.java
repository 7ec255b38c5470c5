package dev.waybill.lane.core;

import java.time.Duration;
import java.util.Objects;

/**
 * What holds for all lanes of a task.
 *
 * @param maxOutstanding attempts in flight over all lanes of the task, at least 1; at most half of
 *     it for lanes whose calls hang, see {@link Protection#slowAfter()}
 * @param stepBudget how much of each kind of work (dispatches, timers, expiries) one step does at
 *     most, at least 1
 * @param timing of attempts
 * @param waits how long things are kept or waited for
 * @param protection of lanes from one another, and of the other side from us
 */
public record EngineSettings(
    int maxOutstanding, int stepBudget, Timing timing, Waits waits, Protection protection) {
  public EngineSettings {
    Objects.requireNonNull(protection, "protection");
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(waits, "waits");
    if (maxOutstanding < 1 || stepBudget < 1) {
      throw new IllegalArgumentException("maxOutstanding and stepBudget are at least 1");
    }
  }

  /** With the default protection. */
  public EngineSettings(int maxOutstanding, int stepBudget, Timing timing, Waits waits) {
    this(maxOutstanding, stepBudget, timing, waits, Protection.defaults());
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
   * @param earlyCommands how long a command is kept at least that names an item not known yet; up
   *     to an hour longer
   */
  public record Waits(
      Duration settings, Duration dedupe, Duration maxFloor, Duration earlyCommands) {
    private static final Duration EARLY_COMMANDS = Duration.ofMinutes(10);

    /** Commands that come early are kept for 10 minutes. */
    public Waits(Duration settings, Duration dedupe, Duration maxFloor) {
      this(settings, dedupe, maxFloor, EARLY_COMMANDS);
    }

    /** 10 s, 15 days, 1 h, 10 minutes. */
    public static Waits defaults() {
      return new Waits(Duration.ofSeconds(10), Duration.ofDays(15), Duration.ofHours(1));
    }
  }

  /**
   * Of lanes from one another, and of the other side from us.
   *
   * @param slowAfter an attempt that lasts longer hangs; all lanes with hanging attempts together
   *     get at most half of the slots
   * @param maxDepth unfinished items of one lane; what comes beyond is refused
   * @param breaker when to leave another side alone that never answers well
   * @param suspendedProbe how often a suspended lane asks with one call whether its credentials are
   *     good after all
   * @param adaptive whether to learn what each other side takes of what the limits allow
   */
  public record Protection(
      Duration slowAfter,
      long maxDepth,
      Breaking breaker,
      Duration suspendedProbe,
      boolean adaptive) {
    /** Not adaptive. */
    public Protection(
        Duration slowAfter, long maxDepth, Breaking breaker, Duration suspendedProbe) {
      this(slowAfter, maxDepth, breaker, suspendedProbe, false);
    }

    /** The same, adaptive. */
    public Protection adapting() {
      return new Protection(slowAfter, maxDepth, breaker, suspendedProbe, true);
    }

    /** 1 s, 10 million, the default breaker, 15 minutes, not adaptive. */
    public static Protection defaults() {
      return new Protection(
          Duration.ofSeconds(1), 10_000_000, Breaking.defaults(), Duration.ofMinutes(15));
    }
  }

  /**
   * The breaker of a lane.
   *
   * @param afterFailures so many failures without an answer between them open it, at least 1
   * @param first how long it stays open the first time; twice as long each next time
   * @param longest the longest that it stays open
   */
  public record Breaking(int afterFailures, Duration first, Duration longest) {
    public Breaking {
      if (afterFailures < 1 || first.toMillis() < 1 || longest.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "afterFailures is at least 1, first at least 1 ms, longest not less than first");
      }
    }

    /** 10 failures, 5 s, 5 minutes. */
    public static Breaking defaults() {
      return new Breaking(10, Duration.ofSeconds(5), Duration.ofMinutes(5));
    }
  }
}
