package dev.waybill.emitter.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class KafkaEventStoreIT {
  private static final int EVENTS = 300;
  private static final UUID READER = UUID.randomUUID();
  private final KafkaFixture fixture = KafkaFixture.shared();
  private final KafkaClients kafka = new KafkaClients(fixture.clientSettings());
  private final Topics topics = fixture.createTopics(1);

  @Test
  void readsEveryEventByItsPlaceAlsoBehindTransactionMarkers() throws Exception {
    List<Long> offsets = write();
    try (KafkaEventStore store = store(10_000);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> reads = new ArrayList<>();
      for (long offset : offsets) {
        UUID endpoint = new UUID(0, offset % 7);
        reads.add(() -> new String(store.read(endpoint, 0, offset), UTF_8));
      }
      List<String> found = new ArrayList<>();
      for (Future<String> read : threads.invokeAll(reads)) {
        found.add(read.get());
      }
      for (int i = 0; i < EVENTS; i++) {
        assertThat(found.get(i)).isEqualTo("event " + i);
      }
    }
  }

  @Test
  void givesNothingForAPlaceThatHoldsNoEvent() throws Exception {
    List<Long> offsets = write();
    try (KafkaEventStore store = store(10_000)) {
      assertThat(store.read(READER, 0, offsets.getFirst() + 1))
          .as("a transaction marker")
          .isEmpty();
      assertThat(store.read(READER, 0, 1_000_000)).isEmpty();
      assertThat(store.read(READER, 0, offsets.get(7))).isEqualTo("event 7".getBytes(UTF_8));
    }
  }

  @Test
  void makesANewConsumerAfterAFailure() throws Exception {
    List<Long> offsets = write();
    AtomicInteger made = new AtomicInteger();
    try (KafkaEventStore store =
        new KafkaEventStore(
            topics.operationEvents(),
            () -> {
              if (made.getAndIncrement() == 0) {
                throw new KafkaException("not today");
              }
              return kafka.consumer(null, Map.of());
            },
            Duration.ofSeconds(10),
            1_000_000)) {
      assertThatThrownBy(() -> store.read(READER, 0, offsets.getFirst()))
          .isInstanceOf(IOException.class);
      assertThat(store.read(READER, 0, offsets.getFirst())).isEqualTo("event 0".getBytes(UTF_8));
      assertThat(store.read(READER, 0, offsets.get(1))).isEqualTo("event 1".getBytes(UTF_8));
      assertThat(made).hasValue(2);
    }
  }

  /** One transaction each, so that every other offset is a marker. */
  private List<Long> write() throws Exception {
    List<Long> offsets = new ArrayList<>();
    try (Producer<byte[], byte[]> producer =
        kafka.producer(Map.of("transactional.id", topics.prefix() + "events"))) {
      producer.initTransactions();
      for (int i = 0; i < EVENTS; i++) {
        producer.beginTransaction();
        var sent =
            producer.send(
                new ProducerRecord<>(
                    topics.operationEvents(), null, ("event " + i).getBytes(UTF_8)));
        producer.commitTransaction();
        offsets.add(sent.get().offset());
      }
    }
    return offsets;
  }

  private KafkaEventStore store(long cacheBytes) {
    return new KafkaEventStore(
        topics.operationEvents(),
        () -> kafka.consumer(null, Map.of("max.poll.records", 50)),
        Duration.ofSeconds(10),
        cacheBytes);
  }
}
