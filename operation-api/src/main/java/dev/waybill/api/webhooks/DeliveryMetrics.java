package dev.waybill.api.webhooks;

import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a webhook's attempts adds up to.
 *
 * @param windowS how far it looks back, in seconds
 * @param partial whether there were more attempts than are counted here
 * @param attempts requests made
 * @param succeeded deliveries that were taken
 * @param retrying attempts that failed and are followed by another
 * @param failed deliveries that were given up
 * @param responses attempts by HTTP status, {@code none} where there was no answer
 * @param waiting deliveries that were tried and are to be tried again
 * @param nextAttemptAt the earliest time for which that is planned; null if there are none
 * @param durationMsP50 half of the exchanges took no longer; null if there was none
 */
record DeliveryMetrics(
    long windowS,
    boolean partial,
    long attempts,
    long succeeded,
    long retrying,
    long failed,
    Map<String, Long> responses,
    long waiting,
    @Nullable Instant nextAttemptAt,
    @Nullable Long durationMsP50,
    @Nullable Long durationMsP99,
    @Nullable Instant lastSuccessAt,
    @Nullable Instant lastFailureAt) {
  /**
   * Counts.
   *
   * @param lines newest first; the end of a delivery repeats its last attempt
   */
  static DeliveryMetrics of(List<DeliveryLog> lines, Duration window, boolean partial) {
    List<DeliveryLog> newest =
        List.copyOf(
            lines.stream()
                .collect(
                    Collectors.toMap(
                        line -> line.deliveryId() + "/" + line.attempt(),
                        Function.identity(),
                        (newer, older) -> newer,
                        LinkedHashMap::new))
                .values());
    // The newest line of a delivery says whether it has ended.
    List<DeliveryLog> waiting =
        lines.stream()
            .collect(
                Collectors.toMap(
                    DeliveryLog::deliveryId, Function.identity(), (newer, older) -> newer))
            .values()
            .stream()
            .filter(line -> line.status() == DeliveryStatus.RETRYING)
            .toList();
    // Without a duration there was no request: it was given up while it waited.
    List<DeliveryLog> requests = newest.stream().filter(line -> line.durationMs() != null).toList();
    List<Long> durations =
        requests.stream().map(DeliveryLog::durationMs).filter(Objects::nonNull).sorted().toList();
    return new DeliveryMetrics(
        window.toSeconds(),
        partial,
        requests.size(),
        count(newest, DeliveryStatus.SUCCEEDED),
        count(newest, DeliveryStatus.RETRYING),
        count(newest, DeliveryStatus.FAILED),
        requests.stream()
            .map(line -> Objects.toString(line.responseStatusCode(), "none"))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())),
        waiting.size(),
        waiting.stream()
            .map(DeliveryLog::nextAttemptAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null),
        at(durations, 0.5),
        at(durations, 0.99),
        last(newest, true),
        last(newest, false));
  }

  private static long count(List<DeliveryLog> lines, DeliveryStatus status) {
    return lines.stream().filter(line -> line.status() == status).count();
  }

  private static @Nullable Long at(List<Long> sorted, double quantile) {
    return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
  }

  private static @Nullable Instant last(List<DeliveryLog> lines, boolean succeeded) {
    return lines.stream()
        .filter(line -> (line.status() == DeliveryStatus.SUCCEEDED) == succeeded)
        .map(DeliveryLog::at)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
