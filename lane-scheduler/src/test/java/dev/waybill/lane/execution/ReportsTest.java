package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.OutcomeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private final AttemptDispatch attempt = Wire.attempt(NOW, NOW, 1000);

  @Test
  void isWrittenAgainUntilItIsAcknowledged() throws InterruptedException {
    MockProducer<byte[], byte[]> producer = producer(false);
    AtomicInteger retries = new AtomicInteger();
    ExecutorListener counting =
        new ExecutorListener() {
          @Override
          public void reportRetried() {
            retries.incrementAndGet();
          }
        };
    Reports reports = new Reports(producer, "attempted", () -> NOW, time -> {}, counting);
    Thread thread = Thread.ofVirtual().start(() -> finished(reports));
    await().until(() -> producer.errorNext(new TimeoutException("down")));
    await().until(() -> producer.errorNext(new TimeoutException("down")));
    await().until(producer::completeNext);
    thread.join();

    assertThat(retries).hasValue(2);
    assertThat(producer.history()).hasSize(3);
  }

  static Stream<Outcome> outcomes() {
    return Stream.of(
        new Outcome.Succeeded(),
        new Outcome.Rejected("no"),
        new Outcome.Retryable("later", Duration.ofSeconds(3), Outcome.Kind.OTHER),
        new Outcome.Retryable("slow down", Duration.ofSeconds(4), Outcome.Kind.THROTTLED),
        new Outcome.Unauthorized(7),
        new Outcome.NotStarted(),
        new Outcome.Unknown("gone", true));
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
              retryable.kind() == Outcome.Kind.OTHER
                  ? OutcomeKind.RETRYABLE
                  : OutcomeKind.THROTTLED;
          case Outcome.Unauthorized unauthorized -> OutcomeKind.UNAUTHORIZED;
          case Outcome.NotStarted notStarted -> OutcomeKind.NOT_STARTED;
          case Outcome.Unknown unknown -> OutcomeKind.UNKNOWN;
        };
    assertThat(kind).isEqualTo(expected);
  }

  private void finished(Reports reports) {
    try {
      reports.finished(
          attempt, new AttemptOutcome(new Outcome.Succeeded(), new byte[0]), Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
