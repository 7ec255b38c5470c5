package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorLoopTest {
  private static final TopicPartition PARTITION = new TopicPartition(Wire.TOPIC, 0);
  private static final InstantSource CLOCK = InstantSource.system();

  private final MockConsumer<byte[], byte[]> consumer = consumer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Queue<UUID> called = new ConcurrentLinkedQueue<>();
  private final Queue<Long> committedWhenCalled = new ConcurrentLinkedQueue<>();
  private final Semaphore mayFinish = new Semaphore(0);
  private final AtomicInteger consumersMade = new AtomicInteger();
  private final ExecutorLoop loop =
      new ExecutorLoop(
          new ExecutorConfig(
              Wire.TOPIC, "attempted", 1, Duration.ofMinutes(1), Duration.ofSeconds(5)),
          this::nextConsumer,
          producer,
          this::execute,
          CLOCK,
          ExecutorListener.NONE);

  @AfterEach
  void stop() {
    mayFinish.release(100);
    loop.close();
  }

  @Test
  void commitsThePositionBeforeItActsAndTakesOnlyWhatHasASlot() {
    loop.start();
    deliver(0, 1, 2);
    await().until(() -> called.size() == 1);
    assertThat(committedWhenCalled).containsExactly(1L);
    assertThat(committed()).as("the others have no slot yet").isEqualTo(1);

    mayFinish.release(2);
    await().until(() -> called.size() == 3);
    assertThat(committedWhenCalled).containsExactly(1L, 2L, 3L);
    await().until(() -> producer.history().size() == 2);
  }

  @Test
  void finishesWhatRunsBeforeItStops() {
    loop.start();
    deliver(0);
    await().until(() -> called.size() == 1);
    Thread closing = Thread.ofVirtual().start(loop::close);
    mayFinish.release();
    await().until(() -> !closing.isAlive());

    assertThat(producer.history()).hasSize(1);
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void startsOverAfterAFailureAndShowsIt() {
    consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("broken")));
    loop.start();
    await().until(() -> consumersMade.get() == 2);

    assertThat(loop.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("KafkaException"));
  }

  @Test
  void aFirstStartBeginsAtTheBeginning() {
    loop.start();
    deliver(5);
    await().until(() -> called.size() == 1);
    assertThat(loop.problem()).isEmpty();
  }

  @Test
  void aRecordThatIsNoDispatchIsPassedOver() {
    loop.start();
    consumer.schedulePollTask(() -> {
      assign();
      consumer.addRecord(new ConsumerRecord<>(Wire.TOPIC, 0, 0, new byte[0], new byte[0]));
    });
    await().until(() -> committed() == 1);
    assertThat(loop.problem()).isEmpty();
  }

  private void deliver(long... offsets) {
    consumer.schedulePollTask(() -> {
      assign();
      for (long offset : offsets) {
        Instant now = CLOCK.instant();
        consumer.addRecord(Wire.record(Wire.attempt(now, now.plusSeconds(30), 30_000), offset));
      }
    });
  }

  private void assign() {
    consumer.rebalance(Set.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
  }

  private AttemptOutcome execute(AttemptContext context) throws InterruptedException {
    committedWhenCalled.add(committed());
    called.add(context.attempt().item());
    mayFinish.acquire();
    return new AttemptOutcome(new Outcome.Succeeded(), new byte[0]);
  }

  private long committed() {
    OffsetAndMetadata position = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    return position == null ? 0 : position.offset();
  }

  private Consumer<byte[], byte[]> nextConsumer() {
    return consumersMade.getAndIncrement() == 0 ? consumer : consumer();
  }

  private static MockConsumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("none");
  }
}
