package dev.waybill.emitter.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.WebhookReplay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The replays of the partitions that are ours, as the log has them: of two of the same version the
 * first counts, with everybody. Only those that run are kept whole. For one thread.
 */
final class ReplayBook {
  private static final Logger log = LoggerFactory.getLogger(ReplayBook.class);

  private final Map<UUID, Entry> entries = new HashMap<>();

  private record Entry(int partition, long version, @Nullable WebhookReplay running) {}

  /** Takes a record in. */
  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      forget(record.key());
      return;
    }
    WebhookReplay replay;
    try {
      replay = Json.read(record.value(), WebhookReplay.class);
    } catch (JacksonException e) {
      replay = null;
    }
    if (replay == null
        || replay.id() == null
        || replay.endpointId() == null
        || replay.partnerId() == null
        || replay.only() == null
        || replay.status() == null
        || replay.from() == null
        || replay.to() == null) {
      log.warn(
          "replay not readable: topic={} partition={} offset={}",
          record.topic(),
          record.partition(),
          record.offset());
      return;
    }
    Entry known = entries.get(replay.id());
    if (known == null || known.version() < replay.version()) {
      boolean runs = replay.status() == ReplayStatus.RUNNING;
      entries.put(
          replay.id(), new Entry(record.partition(), replay.version(), runs ? replay : null));
    }
  }

  /** A replay as it now stands, null if it does not run. */
  @Nullable WebhookReplay running(UUID id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.running();
  }

  /** The partition that a replay's record came from. */
  int partition(UUID id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("not in the book: " + id);
    }
    return entry.partition();
  }

  /** All that run, the oldest first. */
  List<WebhookReplay> running() {
    List<WebhookReplay> all = new ArrayList<>();
    entries
        .values()
        .forEach(entry -> {
          if (entry.running() != null) {
            all.add(entry.running());
          }
        });
    all.sort(Comparator.comparing(WebhookReplay::createdAt));
    return all;
  }

  /** The row of one that ended long ago was taken off the topic; of one that runs it never is. */
  private void forget(byte @Nullable [] key) {
    UUID id;
    try {
      id = UUID.fromString(key == null ? "" : new String(key, UTF_8));
    } catch (IllegalArgumentException e) {
      return; // names none
    }
    entries.computeIfPresent(id, (same, entry) -> entry.running() == null ? null : entry);
  }

  /** Forgets a partition that is somebody else's now. */
  void forget(int partition) {
    entries.values().removeIf(entry -> entry.partition() == partition);
  }
}
