package dev.waybill.api.webhooks;

import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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
    @Nullable Long durationMsP50,
    @Nullable Long durationMsP99,
    @Nullable Instant lastSuccessAt,
    @Nullable Instant lastFailureAt) {
  static DeliveryMetrics of(List<DeliveryLog> lines, Duration window, boolean partial) {
    List<Long> durations =
        lines.stream().map(DeliveryLog::durationMs).filter(Objects::nonNull).sorted().toList();
    return new DeliveryMetrics(
        window.toSeconds(),
        partial,
        lines.size(),
        count(lines, DeliveryStatus.SUCCEEDED),
        count(lines, DeliveryStatus.RETRYING),
        count(lines, DeliveryStatus.FAILED),
        lines.stream()
            .map(line -> Objects.toString(line.responseStatusCode(), "none"))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())),
        at(durations, 0.5),
        at(durations, 0.99),
        last(lines, true),
        last(lines, false));
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
