package dev.waybill.api.webhooks;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Page;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The log of a webhook's deliveries, and what can be counted in it. Thread-safe. */
final class DeliveryEndpoints {
  private static final Duration METRICS_WINDOW = Duration.ofDays(1);
  private static final int METRICS_MOST = 10_000;

  private final WebhookChanges webhooks;
  private final TopicTail log;
  private final InstantSource clock;

  DeliveryEndpoints(WebhookChanges webhooks, TopicTail log, InstantSource clock) {
    this.webhooks = webhooks;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Attempts, newest first; a page may be short when few are wanted of many. The first page has no
   * previous one: newer attempts are had by asking for it again.
   */
  Answer list(Call call) {
    QueryParameters query =
        call.query(
            "status", "event_name", "from_datetime", "to_datetime", IdPage.CURSOR, IdPage.SIZE);
    WebhookEndpoint endpoint = owned(call);
    int size = query.integer(IdPage.SIZE, IdPage.DEFAULT_SIZE, 1, IdPage.MOST);
    Optional<DeliveryStatus> status = query.oneOf("status", DeliveryStatus::of);
    Optional<String> name = query.text("event_name");
    Instant kept = clock.instant().minus(TopicPlan.DELIVERIES_KEPT);
    Instant from = query.time("from_datetime").filter(kept::isBefore).orElse(kept);
    TimeCursor cursor = query.text(IdPage.CURSOR).map(TimeCursor::parse).orElse(null);
    Instant to = query.time("to_datetime").orElseGet(() -> clock.instant().plus(METRICS_WINDOW));
    Wanted wanted =
        new Wanted(
            endpoint,
            line ->
                status.map(line.status()::equals).orElse(true)
                    && name.map(line.eventType()::equals).orElse(true));
    TailReading.Found found =
        log.read(call.partnerId(), endpoint.id(), from, to, wanted, cursor, size);
    return Answer.ok(
        new Page<>(
            found.records().stream().map(Wanted::line).toList(),
            text(found.older()),
            text(found.newer())));
  }

  private static @Nullable String text(@Nullable TimeCursor cursor) {
    return cursor == null ? null : cursor.text();
  }

  /** Figures of the last day, of the newest attempts if there are very many. */
  Answer metrics(Call call) {
    call.query();
    WebhookEndpoint endpoint = owned(call);
    Instant now = clock.instant();
    TailReading.Found found =
        log.read(
            call.partnerId(),
            endpoint.id(),
            now.minus(METRICS_WINDOW),
            now.plus(METRICS_WINDOW),
            new Wanted(endpoint, line -> true),
            null,
            METRICS_MOST);
    return Answer.ok(
        DeliveryMetrics.of(
            found.records().stream().map(Wanted::line).toList(),
            METRICS_WINDOW,
            found.older() != null));
  }

  private WebhookEndpoint owned(Call call) {
    return webhooks.owned(call.partnerId(), call.pathId("id", ProblemCode.WEBHOOK_NOT_FOUND));
  }

  /** Lines of one endpoint that a filter lets through; what cannot be read is passed over. */
  private record Wanted(WebhookEndpoint endpoint, Predicate<DeliveryLog> filter)
      implements Predicate<ConsumerRecord<byte[], byte[]>> {
    @Override
    public boolean test(ConsumerRecord<byte[], byte[]> record) {
      try {
        DeliveryLog line = line(record);
        return endpoint.id().equals(line.endpointId())
            && endpoint.partnerId().equals(line.partnerId())
            && filter.test(line);
      } catch (JacksonException | NullPointerException e) {
        return false;
      }
    }

    static DeliveryLog line(ConsumerRecord<byte[], byte[]> record) {
      return Json.read(record.value(), DeliveryLog.class);
    }
  }
}
