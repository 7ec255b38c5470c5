package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.bench.operations.Cluster.TopicSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which lanes stand still, and what they say of it, for whoever has to find out why. */
final class Standstill {
  private static final Duration LATELY = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int SHOWN = 10;

  private final TopicSet topics;
  private final OperationLoad load;
  private final Journal journal;

  Standstill(TopicSet topics, OperationLoad load, Journal journal) {
    this.topics = topics;
    this.load = load;
    this.journal = journal;
  }

  String describe() {
    long since = System.nanoTime() - LATELY.toNanos();
    int lanes = load.connections().size();
    int[] lately = new int[lanes];
    for (int number = 0; number < journal.operations(); number++) {
      if (journal.endedAt(number) != 0 && journal.endedAt(number) - since > 0) {
        lately[load.connectionOf(number)]++;
      }
    }
    List<String> still =
        IntStream.range(0, lanes)
            .filter(lane -> lately[lane] == 0)
            .mapToObj(lane -> load.connections().get(lane).toString())
            .toList();
    Map<String, String> statuses = statuses();
    StringBuilder text = new StringBuilder();
    text.append(
        "%d of %d lanes have ended nothing in %d s, the others %d to %d operations%n"
            .formatted(
                still.size(),
                lanes,
                LATELY.toSeconds(),
                IntStream.of(lately).filter(ends -> ends > 0).min().orElse(0),
                IntStream.of(lately).max().orElse(0)));
    still.stream()
        .limit(SHOWN)
        .forEach(lane -> text.append(lane).append(' ').append(statuses.get(lane)).append('\n'));
    return text.toString();
  }

  /** The last status of each lane. */
  private Map<String, String> statuses() {
    Map<String, String> statuses = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer =
        topics.cluster().readerOf(topics.names().laneStatus())) {
      var records = consumer.poll(POLL.multipliedBy(4));
      while (!records.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
          statuses.put(new String(record.key(), UTF_8), String.valueOf(text(record.value())));
        }
        records = consumer.poll(POLL);
      }
    }
    return statuses;
  }

  private static String text(byte[] value) {
    return value == null ? "gone" : new String(value, UTF_8);
  }
}
