package dev.waybill.runtime.config;

import java.time.Duration;
import java.util.List;

/**
 * Whether a transaction has the time that a step takes. Kafka aborts what is not committed by then;
 * the tasks are given up, their rows read from Kafka again, and the step is done once more. Where
 * steps that are merely slow end like that, nothing gets on.
 */
public final class TransactionTimeouts {
  /** Beside what is gathered before a commit: for the commit, and a pause of the process. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final int COMMIT_INTERVALS = 2;

  private TransactionTimeouts() {}

  /**
   * The value of a transaction timeout.
   *
   * @param commitInterval of the same transactions
   * @throws ConfigurationException if it is below two commit intervals and a second
   */
  public static Duration of(
      Settings settings, Setting<Duration> timeout, Setting<Duration> commitInterval) {
    Duration wanted = settings.get(timeout);
    Duration interval = settings.get(commitInterval);
    Duration least = interval.multipliedBy(COMMIT_INTERVALS).plus(MARGIN);
    if (wanted.compareTo(least) < 0) {
      throw new ConfigurationException(
          List.of(
              ("%s must be at least %s, that is %d times %s, which is %s, and %s, not '%s': Kafka"
                      + " would abort steps that are merely slow, again and again (the default is"
                      + " %s)")
                  .formatted(
                      timeout.key(),
                      Durations.format(least),
                      COMMIT_INTERVALS,
                      commitInterval.key(),
                      Durations.format(interval),
                      Durations.format(MARGIN),
                      Durations.format(wanted),
                      timeout.defaultText())));
    }
    return wanted;
  }
}
