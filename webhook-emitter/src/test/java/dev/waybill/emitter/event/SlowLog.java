package dev.waybill.emitter.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An endless log whose every place holds an event, read by consumers that answer a poll only when
 * they are let.
 */
final class SlowLog {
  static final int BATCH = 50;

  /** One for each poll that may be answered. */
  final Semaphore polls = new Semaphore(0);

  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger seeks = new AtomicInteger();
  final AtomicInteger made = new AtomicInteger();

  private volatile boolean askedSince;

  /** Partitions that never answer. */
  final Set<Integer> silent = ConcurrentHashMap.newKeySet();

  /** Whether there was another poll since the last that was answered. */
  boolean hasAskedAgain() {
    return askedSince;
  }

  static byte[] event(int partition, long offset) {
    return (partition + "/" + offset).getBytes(UTF_8);
  }

  @SuppressWarnings("unchecked")
  Consumer<byte[], byte[]> consumer() {
    made.incrementAndGet();
    Reading reading = new Reading();
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            SlowLog.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "assign" -> reading.assign((Collection<TopicPartition>) arguments[0]);
                  case "assignment" -> Set.copyOf(reading.positions.keySet());
                  case "seek" -> reading.seek((TopicPartition) arguments[0], (Long) arguments[1]);
                  case "position" -> reading.positions.get((TopicPartition) arguments[0]);
                  case "poll" -> reading.poll((Duration) arguments[0]);
                  case "close" -> null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** One consumer's view of it. */
  private final class Reading {
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private @Nullable Object assign(Collection<TopicPartition> partitions) {
      positions.keySet().retainAll(new HashSet<>(partitions));
      partitions.forEach(partition -> positions.putIfAbsent(partition, 0L));
      return null;
    }

    private @Nullable Object seek(TopicPartition partition, long offset) {
      seeks.incrementAndGet();
      positions.put(partition, offset);
      return null;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration patience) throws InterruptedException {
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
      askedSince = true;
      if (mayAnswer(patience)) {
        askedSince = false;
        answered.incrementAndGet();
        for (TopicPartition partition : positions.keySet()) {
          if (!silent.contains(partition.partition())) {
            found.put(partition, batch(partition));
          }
        }
      }
      return new ConsumerRecords<>(found, Map.of());
    }

    /** A poll that is for silent partitions only lasts as long as it may and takes no permit. */
    private boolean mayAnswer(Duration patience) throws InterruptedException {
      long nanos = patience.toNanos();
      boolean hasAnswer =
          positions.keySet().stream().anyMatch(assigned -> !silent.contains(assigned.partition()));
      return hasAnswer
          ? polls.tryAcquire(nanos, TimeUnit.NANOSECONDS)
          : new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
    }

    private List<ConsumerRecord<byte[], byte[]>> batch(TopicPartition partition) {
      List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
      long from = positions.get(partition);
      for (long offset = from; offset < from + BATCH; offset++) {
        byte[] event = event(partition.partition(), offset);
        batch.add(
            new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], event));
      }
      positions.put(partition, from + BATCH);
      return batch;
    }
  }
}
