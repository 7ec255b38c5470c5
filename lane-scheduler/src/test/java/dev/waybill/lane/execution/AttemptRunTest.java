package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AttemptRunTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final AttemptOutcome DONE =
      new AttemptOutcome(new Outcome.Succeeded(), "note".getBytes(StandardCharsets.UTF_8));

  private static final Duration SLOW_AFTER = Duration.ofMillis(100);

  private final Slots slots = new Slots(10);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<Instant> calls = new ArrayList<>();

  @Test
  void callsAndReportsWithTheNoteAsValue() {
    AttemptDispatch attempt = attempt();
    run(attempt, this::succeed);

    assertThat(calls).containsExactly(NOW);
    AttemptReport report = onlyReport();
    assertThat(report.kind()).isEqualTo(ReportKind.FINISHED);
    assertThat(report.outcome()).isEqualTo(OutcomeKind.SUCCEEDED);
    assertThat(report.item()).isEqualTo(attempt.item());
    ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
    assertThat(record.topic()).isEqualTo("attempted");
    assertThat(new String(record.key(), StandardCharsets.UTF_8))
        .isEqualTo(attempt.lane().toString());
    assertThat(record.value()).isEqualTo(DONE.note());
  }

  @Test
  void reportsWhatTheOtherSideTookWhereThatIsKnownAndElseWhatTheCallTook() {
    Duration aDay = Duration.ofDays(1);
    run(attempt(), context -> new AttemptOutcome(DONE.outcome(), DONE.note(), Duration.ZERO, aDay));
    run(attempt(), this::succeed);

    List<AttemptReport> reports = Wire.reports(producer);
    assertThat(reports.getFirst().durationMs()).isEqualTo(aDay.toMillis());
    assertThat(reports.getLast().durationMs()).isBetween(0L, aDay.toMillis() - 1);
  }

  @Test
  void waitsUntilItMayStart() {
    run(Wire.attempt(NOW.plusMillis(80), NOW.plusSeconds(1), 1000), this::succeed);

    assertThat(calls).containsExactly(NOW.plusMillis(80));
  }

  @Test
  void doesNotCallWhatIsNoLongerValid() {
    run(Wire.attempt(NOW.minusSeconds(3), NOW.minusMillis(1), 1000), this::succeed);

    assertThat(calls).isEmpty();
    assertThat(onlyReport().outcome()).isEqualTo(OutcomeKind.NOT_STARTED);
  }

  @Test
  void reportsAnUnknownOutcomeWhenTheCallTakesTooLong() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    run(
        Wire.attempt(NOW, NOW.plusSeconds(1), 30),
        context -> {
          context.started(Recourse.NONE);
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return DONE;
        });

    interrupted.await();
    AttemptReport report = Wire.reports(producer).getLast();
    assertThat(report.outcome()).isEqualTo(OutcomeKind.UNKNOWN);
    assertThat(report.repeatable()).isFalse();
    assertThat(report.reason()).isEqualTo("no answer within 30 ms");
  }

  @Test
  void countsAsSlowWhileTheCallTakesLong() {
    List<Integer> slow = new CopyOnWriteArrayList<>();
    run(
        attempt(),
        context -> {
          slow.add(slots.slow());
          await().until(() -> slots.slow() == 1);
          return succeed(context);
        });

    assertThat(slow).as("at its beginning").containsExactly(0);
    assertThat(onlyReport().outcome()).isEqualTo(OutcomeKind.SUCCEEDED);
  }

  @Test
  void aCallThatWasNotMadeDoesNotMakeASlowLaneQuick() {
    AttemptDispatch attempt = attempt();
    Slots.Slot before = slots.take(attempt.lane()).orElseThrow();
    before.becomeSlow();
    before.free();
    run(attempt, context -> new AttemptOutcome(new Outcome.NotStarted(), new byte[0]));
    assertThat(takesASlowPlace(attempt)).isTrue();
    run(attempt, this::succeed);
    assertThat(takesASlowPlace(attempt)).isFalse();
  }

  @Test
  void aBugInTheExecutorIsReportedToo() {
    run(
        attempt(),
        context -> {
          throw new IllegalStateException("a bug");
        });

    assertThat(onlyReport().outcome()).isEqualTo(OutcomeKind.UNKNOWN);
    assertThat(onlyReport().reason()).isEqualTo("internal error");
  }

  @Test
  void recordsTheStartBeforeTheCall() {
    run(
        attempt(),
        context -> {
          context.started(Recourse.REPEAT);
          assertThat(Wire.reports(producer)).hasSize(1);
          return succeed(context);
        });

    assertThat(Wire.reports(producer))
        .extracting(AttemptReport::kind)
        .containsExactly(ReportKind.STARTED, ReportKind.FINISHED);
    assertThat(Wire.reports(producer).getFirst().repeatable()).isTrue();
  }

  @Test
  void doesNotCallWhenTheStartCannotBeRecorded() {
    RuntimeException down = new TimeoutException("down");
    run(
        attempt(),
        context -> {
          producer.sendException = down;
          try {
            context.started(Recourse.NONE);
          } finally {
            producer.sendException = null;
          }
          return succeed(context);
        });

    assertThat(calls).isEmpty();
    assertThat(onlyReport().outcome()).isEqualTo(OutcomeKind.NOT_STARTED);
  }

  @Test
  void doesNotCallWhenTheStartWasRecordedTooLate() {
    run(
        attempt(),
        context -> {
          now.set(NOW.plusSeconds(40));
          context.started(Recourse.NONE);
          return succeed(context);
        });

    assertThat(calls).isEmpty();
    assertThat(Wire.reports(producer).getLast().outcome()).isEqualTo(OutcomeKind.NOT_STARTED);
  }

  @Test
  void whatTheBrokerDidNotAcknowledgeInTimeWasNotStarted() throws InterruptedException {
    MockProducer<byte[], byte[]> stalled =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    Thread running =
        Thread.ofVirtual()
            .start(() ->
                run(
                    stalled,
                    Wire.attempt(NOW, NOW.plusSeconds(1), 30),
                    context -> {
                      context.started(Recourse.RECONCILE);
                      return succeed(context);
                    }));
    await().until(() -> stalled.history().size() == 2);
    assertThat(stalled.completeNext() && stalled.completeNext()).isTrue();
    running.join();

    assertThat(calls).isEmpty();
    AttemptReport report = Wire.reports(stalled).getLast();
    assertThat(report.kind()).isEqualTo(ReportKind.FINISHED);
    assertThat(report.outcome()).isEqualTo(OutcomeKind.NOT_STARTED);
  }

  private AttemptOutcome succeed(AttemptContext context) {
    assertThat(new String(context.payload(), StandardCharsets.UTF_8)).isEqualTo("payload");
    calls.add(now.get());
    return DONE;
  }

  private static AttemptDispatch attempt() {
    return Wire.attempt(NOW, NOW.plusSeconds(1), 10_000);
  }

  private boolean takesASlowPlace(AttemptDispatch attempt) {
    int before = slots.slow();
    assertThat(slots.take(attempt.lane())).isPresent();
    return slots.slow() > before;
  }

  private AttemptReport onlyReport() {
    assertThat(producer.history()).hasSize(1);
    return Wire.reports(producer).getFirst();
  }

  private void run(AttemptDispatch attempt, AttemptExecutor executor) {
    run(producer, attempt, executor);
  }

  private void run(
      MockProducer<byte[], byte[]> producer, AttemptDispatch attempt, AttemptExecutor executor) {
    Pauses pauses = now::set;
    Reports reports = new Reports(producer, "attempted", now::get, pauses, ExecutorListener.NONE);
    AttemptRun.Tools tools =
        new AttemptRun.Tools(
            executor, reports, new LanePacer(), now::get, pauses, ExecutorListener.NONE);
    ReceivedDispatch dispatch = ReceivedDispatch.read(Wire.record(attempt, 0)).orElseThrow();
    Slots.Slot slot = slots.take(attempt.lane()).orElseThrow();
    new AttemptRun(dispatch, slot, SLOW_AFTER, tools).run();
  }
}
