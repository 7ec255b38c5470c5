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
import dev.waybill.schemas.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * {@code GET /v2/notifications/events}: the events that webhooks have, for those who would rather
 * ask. Reads the topic itself, within a budget, so a page may be short or empty and the cursor has
 * moved all the same. Who waits for the next event reads nothing meanwhile. Thread-safe.
 */
public final class EventFeed {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_WAIT_S = 60;
  private static final int AT_ONCE = 64;
  private static final int AT_ONCE_OF_A_PARTNER = 4;
  private static final int WAITING = 4_096;

  /** All partitions at once, and up to all readers at once: a poll must not fetch megabytes. */
  private static final Map<String, Object> SMALL_FETCHES =
      Map.of(
          "max.poll.records",
          100,
          "max.partition.fetch.bytes",
          64 << 10,
          "fetch.max.bytes",
          1 << 20);

  private final String topic;
  private final int partitions;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final FeedWatch watch;
  private final PartnerPlaces reading = new PartnerPlaces(AT_ONCE, AT_ONCE_OF_A_PARTNER);
  private final PartnerPlaces waiting = new PartnerPlaces(WAITING, AT_ONCE_OF_A_PARTNER);

  /** A feed of a topic; nothing is opened yet. */
  public EventFeed(String topic, int partitions, KafkaClients clients) {
    this(topic, partitions, () -> clients.consumer(null, SMALL_FETCHES));
  }

  EventFeed(String topic, int partitions, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.topic = topic;
    this.partitions = partitions;
    this.consumers = consumers;
    this.watch = new FeedWatch(topic, partitions, consumers);
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
    FeedReading.Found found = read(call.partnerId(), cursor, size);
    if (found.events().isEmpty() && found.isAll() && !wait.isZero()) {
      found = await(call.partnerId(), found, size, System.nanoTime() + wait.toNanos());
    }
    return Answer.ok(new Page<>(found.events(), found.cursor().text(), null));
  }

  private FeedReading.Found read(UUID partner, FeedCursor cursor, int size) {
    if (!reading.tryAcquire(partner)) {
      throw unavailable("too many read the feed at the moment; try again");
    }
    return readInPlace(partner, cursor, size);
  }

  /**
   * Waits for a place to read: those who were told of an event at once must not refuse each other
   * just when it is there. Whoever gets none in time has the page that they had.
   */
  private FeedReading.Found readAgain(UUID partner, FeedReading.Found before, int size, long end)
      throws InterruptedException {
    return reading.acquire(partner, end) ? readInPlace(partner, before.cursor(), size) : before;
  }

  /** Gives the place back in the end. */
  private FeedReading.Found readInPlace(UUID partner, FeedCursor cursor, int size) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      return new FeedReading(consumer, topic, partner, cursor, size).run();
    } catch (KafkaException e) {
      throw unavailable("the events cannot be read at the moment; try again");
    } finally {
      reading.release(partner);
    }
  }

  /** Holds no place of those who read, nor a consumer, but while it reads. */
  FeedReading.Found await(UUID partner, FeedReading.Found before, int size, long end) {
    if (!waiting.tryAcquire(partner)) {
      throw unavailable("too many wait for events at the moment; try again");
    }
    try (FeedWatch.Watcher watcher = watch.watch(partner)) {
      // Once more: what came between the last look and the watch is told by nobody.
      FeedReading.Found found = readAgain(partner, before, size, end);
      while (found.events().isEmpty() && found.isAll() && watcher.await(end)) {
        found = readAgain(partner, found, size, end);
      }
      return found;
    } catch (KafkaException e) {
      throw unavailable("the events cannot be read at the moment; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return before;
    } finally {
      waiting.release(partner);
    }
  }

  private static RefusedException unavailable(String detail) {
    return RefusedException.retryLater(ProblemCode.VIEW_UNAVAILABLE, detail, 2);
  }
}
