package dev.waybill.api.webhooks;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A topic in memory whose records have the times that a test gives them, and a consumer of it. */
final class FakeLog {
  static final String TOPIC = "log";
  private static final int MOST_OF_A_POLL = 100;

  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs = new HashMap<>();
  final AtomicInteger made = new AtomicInteger();

  FakeLog(int partitions) {
    for (int i = 0; i < partitions; i++) {
      logs.put(new TopicPartition(TOPIC, i), new ArrayList<>());
    }
  }

  synchronized void add(int partition, long millis, byte[] value) {
    List<ConsumerRecord<byte[], byte[]>> log = logs.get(new TopicPartition(TOPIC, partition));
    log.add(
        new ConsumerRecord<>(
            TOPIC,
            partition,
            log.size(),
            millis,
            org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME,
            -1,
            value.length,
            null,
            value,
            new org.apache.kafka.common.header.internals.RecordHeaders(),
            java.util.Optional.empty()));
  }

  @SuppressWarnings("unchecked")
  Consumer<byte[], byte[]> consumer() {
    made.incrementAndGet();
    Map<TopicPartition, Long> reading = new HashMap<>();
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            FakeLog.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> answer(reading, method.getName(), arguments));
  }

  @SuppressWarnings("unchecked")
  private synchronized @Nullable Object answer(
      Map<TopicPartition, Long> positions, String method, Object[] arguments)
      throws InterruptedException {
    return switch (method) {
      case "assign" -> {
        positions.clear();
        ((Collection<TopicPartition>) arguments[0]).forEach(p -> positions.put(p, 0L));
        yield null;
      }
      case "seek" -> {
        positions.put((TopicPartition) arguments[0], (Long) arguments[1]);
        yield null;
      }
      case "seekToEnd" -> {
        positions.replaceAll((partition, position) -> (long) logs.get(partition).size());
        yield null;
      }
      case "close" -> null;
      case "position" -> positions.get((TopicPartition) arguments[0]);
      case "poll" -> poll(positions);
      case "endOffsets" ->
          ((Collection<TopicPartition>) arguments[0])
              .stream().collect(Collectors.toMap(p -> p, p -> (long) logs.get(p).size()));
      case "offsetsForTimes" -> offsetsForTimes((Map<TopicPartition, Long>) arguments[0]);
      default -> throw new UnsupportedOperationException(method);
    };
  }

  /** As brokers do: the first that is not older. */
  private Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
    Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
    times.forEach((partition, millis) ->
        found.put(
            partition,
            logs.get(partition).stream()
                .filter(record -> record.timestamp() >= millis)
                .findFirst()
                .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                .orElse(null)));
    return found;
  }

  private ConsumerRecords<byte[], byte[]> poll(Map<TopicPartition, Long> positions)
      throws InterruptedException {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    positions.replaceAll((partition, position) -> {
      List<ConsumerRecord<byte[], byte[]>> log = logs.get(partition);
      int from = (int) Math.min(log.size(), position);
      int to = Math.min(log.size(), from + MOST_OF_A_POLL);
      if (to > from) {
        records.put(partition, List.copyOf(log.subList(from, to)));
      }
      return (long) to;
    });
    if (records.isEmpty()) {
      wait(1);
    }
    return new ConsumerRecords<>(records, Map.of());
  }
}
