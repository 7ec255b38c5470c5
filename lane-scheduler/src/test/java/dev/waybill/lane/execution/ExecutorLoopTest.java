package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
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
import java.util.function.Supplier;
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
  private static final Duration VALIDITY = Duration.ofSeconds(30);
  private static final UUID HANGING = new UUID(1, 1);
  private static final UUID QUICK = new UUID(1, 2);

  private final MockConsumer<byte[], byte[]> consumer = consumer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Queue<UUID> called = new ConcurrentLinkedQueue<>();
  private final Queue<Long> committedWhenCalled = new ConcurrentLinkedQueue<>();
  private final Semaphore mayFinish = new Semaphore(0);
  private final AtomicInteger consumersMade = new AtomicInteger();

  /** On both clocks, and on that of the executor only. */
  private volatile Duration passed = Duration.ZERO;

  private volatile Duration ahead = Duration.ZERO;
  private ExecutorLoop loop = loop(Duration.ofMinutes(1));

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

  @Test
  void whatHasNoPlaceForItsLaneHangsLetsThoseBehindItGoOn() {
    loop = loop(Duration.ofMillis(300));
    loop.start();
    deliver(() -> HANGING, VALIDITY, 0);
    await().until(() -> loop.slow() == 1);
    deliver(() -> HANGING, VALIDITY, 1, 2);
    await().until(() -> called.size() == 3);
    deliver(() -> HANGING, Duration.ofMillis(500), 3, 4);
    deliver(() -> QUICK, VALIDITY, 5);
    await().until(() -> called.size() == 4);
    assertThat(loop.slow()).as("of one slot, three beside it").isEqualTo(3);

    await().until(() -> producer.history().size() == 3);
    assertThat(Wire.reports(producer))
        .as("two did not begin in time, and took nobody's place")
        .extracting(AttemptReport::outcome)
        .containsOnlyOnce(OutcomeKind.SUCCEEDED)
        .containsOnly(OutcomeKind.SUCCEEDED, OutcomeKind.NOT_STARTED);
    await().until(() -> loop.aside() == 0);
    deliver(() -> HANGING, VALIDITY, 6);
    await().until(() -> loop.aside() == 1);
    mayFinish.release();
    await().until(() -> called.size() == 5);
  }

  @Test
  void saysThatItsClockIsAheadOfThoseWhoWriteDispatches() {
    Duration validity = Duration.ofSeconds(1);
    ahead = Duration.ofMillis(1_200);
    loop.start();
    deliver(UUID::randomUUID, validity, 0);
    await().until(() -> producer.history().size() == 1);
    assertThat(loop.problem()).as("so far of one").isEmpty();
    passed = Duration.ofSeconds(11);
    deliver(UUID::randomUUID, validity, 1);
    await().until(() -> producer.history().size() == 2);

    assertThat(called).isEmpty();
    assertThat(loop.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("clock", "NTP"));
    ahead = Duration.ZERO;
    deliver(UUID::randomUUID, VALIDITY, 2);
    await().until(() -> called.size() == 1);
    assertThat(loop.problem()).isEmpty();
  }

  private void deliver(long... offsets) {
    deliver(UUID::randomUUID, VALIDITY, offsets);
  }

  private void deliver(Supplier<UUID> lanes, Duration validity, long... offsets) {
    consumer.schedulePollTask(() -> {
      if (consumer.assignment().isEmpty()) {
        assign();
      }
      for (long offset : offsets) {
        Instant now = CLOCK.instant().plus(passed);
        AttemptDispatch attempt = Wire.attempt(lanes.get(), now, now.plus(validity), 30_000);
        consumer.addRecord(Wire.record(attempt, offset));
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
    if (!context.attempt().lane().equals(QUICK)) {
      mayFinish.acquire();
    }
    return new AttemptOutcome(new Outcome.Succeeded(), new byte[0]);
  }

  private ExecutorLoop loop(Duration slowAfter) {
    return new ExecutorLoop(
        new ExecutorConfig(Wire.TOPIC, "attempted", 1, slowAfter, Duration.ofSeconds(5)),
        this::nextConsumer,
        producer,
        this::execute,
        () -> CLOCK.instant().plus(passed).plus(ahead),
        ExecutorListener.NONE);
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
