package dev.waybill.runtime.config;

import java.time.Duration;
import java.util.List;

/**
 * Whether a transaction has the time that a step takes. Kafka aborts what is not committed by then;
 * the tasks are given up, their rows read from Kafka again, and the step is done once more. Where
 * steps that are merely slow end like that, nothing gets on.
 */
public final class TransactionTimeouts {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final int COMMIT_INTERVALS = 10;

  private TransactionTimeouts() {}

  /**
   * The value of a transaction timeout.
   *
   * @param commitInterval of the same transactions
   * @throws ConfigurationException if it is below a second, or below ten commit intervals
   */
  public static Duration of(
      Settings settings, Setting<Duration> timeout, Setting<Duration> commitInterval) {
    Duration wanted = settings.get(timeout);
    Duration interval = settings.get(commitInterval);
    if (wanted.compareTo(LEAST) < 0
        || wanted.compareTo(interval.multipliedBy(COMMIT_INTERVALS)) < 0) {
      throw new ConfigurationException(
          List.of(
              ("%s must be at least %s and at least %d times %s, which is %s, not '%s': Kafka would"
                      + " abort steps that are merely slow, again and again (the default is %s)")
                  .formatted(
                      timeout.key(),
                      Durations.format(LEAST),
                      COMMIT_INTERVALS,
                      commitInterval.key(),
                      Durations.format(interval),
                      Durations.format(wanted),
                      timeout.defaultText())));
    }
    return wanted;
  }
}
