package dev.waybill.api.webhooks;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.PartnerPlaces;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET /v2/notifications/events}: the events that webhooks have, for those who would rather
 * ask. Reads the topic itself, within a budget, so a page may be short or empty and the cursor has
 * moved all the same. Thread-safe.
 */
public final class EventFeed {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_WAIT_S = 60;
  private static final int BUDGET = 50_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final int AT_ONCE = 64;
  private static final int AT_ONCE_OF_A_PARTNER = 4;

  /** All partitions at once, and up to all readers at once: a poll must not fetch megabytes. */
  private static final Map<String, Object> SMALL_FETCHES =
      Map.of(
          "max.poll.records",
          100,
          "max.partition.fetch.bytes",
          64 << 10,
          "fetch.max.bytes",
          1 << 20);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private static final Set<String> TYPES =
      Set.of(
          EventTypes.CREATED,
          EventTypes.SUCCEEDED,
          EventTypes.FAILED,
          EventTypes.WEBHOOK_WARNED,
          EventTypes.WEBHOOK_DISABLED);

  private final String topic;
  private final int partitions;
  private final KafkaClients clients;
  private final PartnerPlaces places = new PartnerPlaces(AT_ONCE, AT_ONCE_OF_A_PARTNER);

  /** A feed of a topic; nothing is opened yet. */
  public EventFeed(String topic, int partitions, KafkaClients clients) {
    this.topic = topic;
    this.partitions = partitions;
    this.clients = clients;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint("GET", "/v2/notifications/events", Scope.WEBHOOK_READ, this::pull));
  }

  private Answer pull(Call call) {
    QueryParameters query = call.query(IdPage.CURSOR, IdPage.SIZE, "wait_s");
    FeedCursor cursor =
        query
            .text(IdPage.CURSOR)
            .map(text -> FeedCursor.parse(text, partitions))
            .orElseGet(() -> FeedCursor.beginning(partitions));
    int size = query.integer(IdPage.SIZE, DEFAULT_SIZE, 1, IdPage.MOST);
    Duration wait = Duration.ofSeconds(query.integer("wait_s", 0, 0, MAX_WAIT_S));
    if (!places.tryAcquire(call.partnerId())) {
      throw unavailable("too many read the feed at the moment; try again");
    }
    try (Consumer<byte[], byte[]> consumer = clients.consumer(null, SMALL_FETCHES)) {
      return Answer.ok(new Reading(consumer, call.partnerId(), cursor, size).run(wait));
    } catch (KafkaException e) {
      throw unavailable("the events cannot be read at the moment; try again");
    } finally {
      places.release(call.partnerId());
    }
  }

  private static RefusedException unavailable(String detail) {
    return RefusedException.retryLater(ProblemCode.VIEW_UNAVAILABLE, detail, 2);
  }

  /** What decides whose an event is. */
  private record Head(@Nullable String type, @Nullable Owner data) {
    private record Owner(@Nullable UUID partnerId) {}
  }

  /** One page, with its consumer. */
  private final class Reading {
    private final Consumer<byte[], byte[]> consumer;
    private final UUID partner;
    private final FeedCursor before;
    private final FeedCursor now;
    private final int size;
    private final List<JsonNode> events = new ArrayList<>();
    private int scanned;
    private int bytes;

    Reading(Consumer<byte[], byte[]> consumer, UUID partner, FeedCursor before, int size) {
      this.consumer = consumer;
      this.partner = partner;
      this.before = before;
      this.now = new FeedCursor(before.millis().clone(), new int[partitions]);
      this.size = size;
    }

    Page<JsonNode> run(Duration wait) {
      long begun = System.nanoTime();
      Map<TopicPartition, Long> ends = open();
      boolean goOn = true;
      while (goOn) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!isFull()) {
            take(record);
          }
        }
        boolean atEnd =
            ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
        boolean late =
            System.nanoTime() - begun
                > (atEnd ? wait : wait.compareTo(PATIENCE) > 0 ? wait : PATIENCE).toNanos();
        goOn = !isFull() && scanned < BUDGET && !late && !(atEnd && !events.isEmpty());
      }
      keepWhatWasNotLookedAt();
      return new Page<>(events, now.text(), null);
    }

    /** A page has a bound of bytes, too, beyond which only its last event may go. */
    private boolean isFull() {
      return events.size() >= size || bytes >= MOST_BYTES;
    }

    /** Where nothing was read, what was seen of the last millisecond is still so. */
    private void keepWhatWasNotLookedAt() {
      for (int i = 0; i < partitions; i++) {
        if (now.millis()[i] == before.millis()[i]) {
          now.seen()[i] = Math.max(now.seen()[i], before.seen()[i]);
        }
      }
    }

    private Map<TopicPartition, Long> open() {
      List<TopicPartition> all =
          IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(all);
      Map<TopicPartition, Long> times = new HashMap<>();
      all.forEach(p -> times.put(p, before.millis()[p.partition()]));
      Map<TopicPartition, Long> ends = consumer.endOffsets(all, PATIENCE);
      Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times, PATIENCE);
      all.forEach(p -> {
        OffsetAndTimestamp start = starts.get(p);
        consumer.seek(p, start == null ? ends.getOrDefault(p, 0L) : start.offset());
      });
      return ends;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      int partition = record.partition();
      scanned++;
      if (record.timestamp() != now.millis()[partition]) {
        now.millis()[partition] = record.timestamp();
        now.seen()[partition] = 0;
      }
      if (!isOwn(record.value())) {
        return;
      }
      now.seen()[partition]++;
      boolean given =
          record.timestamp() == before.millis()[partition]
              && now.seen()[partition] <= before.seen()[partition];
      if (!given) {
        events.add(Json.mapper().readTree(record.value()));
        bytes += record.value().length;
      }
    }

    private boolean isOwn(byte @Nullable [] value) {
      if (value == null) {
        return false;
      }
      try {
        Head head = Json.read(value, Head.class);
        return head.type() != null
            && TYPES.contains(head.type())
            && head.data() != null
            && partner.equals(head.data().partnerId());
      } catch (JacksonException | NullPointerException e) {
        return false; // told of where it is fanned out
      }
    }
  }
}
