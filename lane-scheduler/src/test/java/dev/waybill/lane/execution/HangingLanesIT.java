package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.host.LaneHeaders;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptMode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * Guarantee G5 in the executor: 500 lanes hang, with more calls than there are places for, one does
 * not, all in one partition.
 */
class HangingLanesIT {
  private static final int HANGING = 500;
  private static final int MORE = 300;
  private static final int PLACES = 200;
  private static final int QUICK = 100;
  private static final Duration SLOW_AFTER = Duration.ofMillis(500);
  private static final Duration PROMPT = Duration.ofMillis(400);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final InstantSource CLOCK = InstantSource.system();

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final Topics names = kafka.createTopics(1);
  private final UUID quickLane = UUID.randomUUID();
  private final Map<UUID, Instant> called = new ConcurrentHashMap<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @Test
  void aQuickLaneGoesOnBesideThoseThatHang() throws Exception {
    try (Producer<byte[], byte[]> producer = producer();
        ExecutorLoop executor = executor()) {
      executor.start();
      List<UUID> hanging = Stream.generate(UUID::randomUUID).limit(HANGING).toList();
      dispatchAll(producer, hanging);
      await().atMost(LIMIT).until(() -> executor.slow() == HANGING);
      dispatchAll(producer, hanging.subList(0, MORE));
      int all = 3 * PLACES;
      await().atMost(LIMIT).until(() -> executor.slow() == all);
      await().atMost(LIMIT).until(() -> executor.aside() == HANGING + MORE - all);

      Duration worst = Duration.ZERO;
      for (int i = 0; i < QUICK; i++) {
        Duration wait = call(producer);
        worst = wait.compareTo(worst) > 0 ? wait : worst;
      }
      assertThat(executor.slow()).as("they still hang").isEqualTo(all);
      assertThat(worst).isLessThan(PROMPT);
      mayEnd.countDown();
    }
  }

  private void dispatchAll(Producer<byte[], byte[]> producer, List<UUID> lanes) {
    for (UUID lane : lanes) {
      var _ = producer.send(dispatch(lane, UUID.randomUUID()));
    }
    producer.flush();
  }

  /** From the dispatch on the topic to the call. */
  private Duration call(Producer<byte[], byte[]> producer)
      throws ExecutionException, InterruptedException {
    UUID item = UUID.randomUUID();
    Instant sent = CLOCK.instant();
    producer.send(dispatch(quickLane, item)).get();
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> called.containsKey(item));
    return Duration.between(sent, called.get(item));
  }

  private AttemptOutcome execute(AttemptContext context) throws InterruptedException {
    called.put(context.attempt().item(), CLOCK.instant());
    if (!context.attempt().lane().equals(quickLane)) {
      mayEnd.await();
    }
    return new AttemptOutcome(new Outcome.Succeeded(), new byte[0]);
  }

  private ProducerRecord<byte[], byte[]> dispatch(UUID lane, UUID item) {
    Instant now = CLOCK.instant();
    AttemptDispatch attempt =
        new AttemptDispatch(
            AttemptDispatch.VERSION,
            lane,
            item,
            1,
            1,
            now,
            now.plus(LIMIT),
            LIMIT.toMillis(),
            AttemptMode.EXECUTE);
    byte[] key = lane.toString().getBytes(StandardCharsets.US_ASCII);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(names.operationDispatched(), key, new byte[100]);
    record.headers().add(AttemptDispatch.HEADER, Json.write(attempt));
    record.headers().add(LaneHeaders.PACE, "1,1000".getBytes(StandardCharsets.US_ASCII));
    return record;
  }

  private ExecutorLoop executor() {
    Map<String, Object> consumer = kafka.clientSettings();
    consumer.put("group.id", names.prefix() + "executors");
    consumer.put("isolation.level", "read_committed");
    consumer.put("enable.auto.commit", false);
    consumer.put("auto.offset.reset", "none");
    return new ExecutorLoop(
        new ExecutorConfig(
            names.operationDispatched(),
            names.operationAttempted(),
            PLACES,
            SLOW_AFTER,
            Duration.ofSeconds(5)),
        () ->
            new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        producer(),
        this::execute,
        CLOCK,
        ExecutorListener.NONE);
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer());
  }
}
