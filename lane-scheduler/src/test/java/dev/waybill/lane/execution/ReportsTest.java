package dev.waybill.lane.execution;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private final AttemptDispatch attempt = Wire.attempt(NOW, NOW, 1000);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @Test
  void isWrittenAgainUntilItIsAcknowledged() throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(false);
    Reports reports = reports(producer);
    Thread thread = Thread.ofVirtual().start(() -> finished(reports));
    await().until(() -> producer.errorNext(new TimeoutException("down")));
    await().until(() -> producer.errorNext(new TimeoutException("down")));
    await().until(producer::completeNext);
    thread.join();

    assertThat(told).containsExactly("retried", "retried");
    assertThat(producer.history()).hasSize(3);
  }

  @Test
  void whatIsRefusedForGoodIsReportedWithoutItsNote() throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(false);
    Thread thread = Thread.ofVirtual().start(() -> finished(reports(producer)));
    await().until(() -> producer.errorNext(new RecordTooLargeException("too large")));
    await().until(producer::completeNext);
    thread.join();

    assertThat(told).containsExactly("cut");
    assertThat(producer.history()).hasSize(2);
    assertThat(producer.history().getFirst().value()).isNotEmpty();
    assertThat(producer.history().getLast().value()).isNull();
    AttemptReport report = Wire.reports(producer).getLast();
    assertThat(report.outcome()).isEqualTo(OutcomeKind.REJECTED);
    assertThat(report.reason()).isEqualTo("no".repeat(100));
  }

  @Test
  void isGivenUpWhenNothingCanBeWrittenAndSaysSo() throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(true);
    producer.sendException = new KafkaException("the producer is in an error state");
    Reports reports = reports(producer);
    finished(reports);

    assertThat(told).containsExactly("given up");
    assertThat(reports.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("attempted", "KafkaException"));
  }

  @Test
  void waitsForAMissingRightButNotForEver() {
    MockProducer<byte[], byte[]> producer = producer(true);
    producer.sendException = new TopicAuthorizationException("attempted");
    finished(reports(producer));

    assertThat(told).hasSizeGreaterThan(50).endsWith("given up");
    assertThat(Duration.between(NOW, now.get())).isBetween(ofSeconds(20), ofSeconds(60));
  }

  @Test
  void aStopEndsTheWait() throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(true);
    producer.sendException = new InterruptException("stopped");
    assertThat(Thread.interrupted()).as("making the exception marks the thread").isTrue();
    Thread thread = Thread.ofVirtual().start(() -> finished(reports(producer)));
    thread.join();

    assertThat(told).containsExactly("interrupted");
  }

  static Stream<Outcome> outcomes() {
    return Stream.of(
        new Outcome.Succeeded(),
        new Outcome.Rejected("no"),
        new Outcome.Rejected("no once more", true),
        new Outcome.Retryable("later", Duration.ofSeconds(3), Outcome.Kind.OTHER),
        new Outcome.Retryable("too much", Duration.ofSeconds(3), Outcome.Kind.STRAINED),
        new Outcome.Retryable("slow down", Duration.ofSeconds(4), Outcome.Kind.THROTTLED),
        new Outcome.Retryable("not now", Duration.ofSeconds(4), Outcome.Kind.HELD),
        new Outcome.Unauthorized(7),
        new Outcome.NotStarted(),
        new Outcome.NotHappened(),
        new Outcome.Unknown("gone", Recourse.REPEAT));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void eachOutcomeHasItsKind(Outcome outcome) throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(true);
    new Reports(producer, "attempted", () -> NOW, time -> {}, ExecutorListener.NONE)
        .finished(attempt, new AttemptOutcome(outcome, new byte[0]), Duration.ofMillis(5));

    OutcomeKind kind = Wire.reports(producer).getFirst().outcome();
    OutcomeKind expected =
        switch (outcome) {
          case Outcome.Succeeded succeeded -> OutcomeKind.SUCCEEDED;
          case Outcome.Rejected rejected -> OutcomeKind.REJECTED;
          case Outcome.Retryable retryable ->
              switch (retryable.kind()) {
                case OTHER, STRAINED -> OutcomeKind.RETRYABLE;
                case THROTTLED, HELD -> OutcomeKind.THROTTLED;
              };
          case Outcome.Unauthorized unauthorized -> OutcomeKind.UNAUTHORIZED;
          case Outcome.NotStarted notStarted -> OutcomeKind.NOT_STARTED;
          case Outcome.NotHappened not -> OutcomeKind.NOT_HAPPENED;
          case Outcome.Unknown unknown -> OutcomeKind.UNKNOWN;
        };
    assertThat(kind).isEqualTo(expected);
    assertThat(Wire.reports(producer).getFirst().strained()).isEqualTo(strained(outcome));
  }

  private static @Nullable Boolean strained(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      return rejected.isFailure() ? true : null;
    }
    return outcome instanceof Outcome.Retryable retryable
        ? switch (retryable.kind()) {
          case OTHER, THROTTLED -> null;
          case STRAINED -> true;
          case HELD -> false;
        }
        : null;
  }

  private void finished(Reports reports) {
    Outcome outcome = new Outcome.Rejected("no".repeat(5_000));
    try {
      reports.finished(attempt, new AttemptOutcome(outcome, new byte[10]), Duration.ZERO);
    } catch (InterruptedException e) {
      told.add("interrupted");
    }
  }

  private Reports reports(MockProducer<byte[], byte[]> producer) {
    return new Reports(producer, "attempted", now::get, now::set, new Telling());
  }

  private final class Telling implements ExecutorListener {
    @Override
    public void reportRetried() {
      told.add("retried");
    }

    @Override
    public void reportCut() {
      told.add("cut");
    }

    @Override
    public void reportGivenUp() {
      told.add("given up");
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
