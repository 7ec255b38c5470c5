package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptEnvelopes;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes reports, each acknowledged before anything goes on. Thread-safe. */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(250);

  /** A slot is held no longer than this by a right that is missing. */
  private static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(20);

  private static final int CUT_REASON = 200;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final InstantSource clock;
  private final Pauses pauses;
  private final ExecutorListener listener;
  private final RecentFailure failure = new RecentFailure();

  Reports(
      Producer<byte[], byte[]> producer,
      String topic,
      InstantSource clock,
      Pauses pauses,
      ExecutorListener listener) {
    this.producer = producer;
    this.topic = topic;
    this.clock = clock;
    this.pauses = pauses;
    this.listener = listener;
  }

  /** Tried once: if it cannot be written the call is simply not made. */
  void started(AttemptDispatch attempt, Recourse recourse)
      throws InterruptedException, ExecutionException {
    producer
        .send(record(report(attempt, ReportKind.STARTED, Fields.NONE.recourse(recourse)), null))
        .get();
  }

  /**
   * Tried until acknowledged, for as long as that can come about. What Kafka refuses for good is
   * reported without its note, and if that is refused as well the attempt is given up: its
   * scheduler finds out by the deadline.
   */
  void finished(AttemptDispatch attempt, AttemptOutcome outcome, Duration took)
      throws InterruptedException {
    Fields fields = Fields.of(outcome, took);
    byte[] note = outcome.note().length == 0 ? null : outcome.note();
    if (isWritten(attempt, record(report(attempt, ReportKind.FINISHED, fields), note))) {
      return;
    }
    Fields small = fields.cutReason();
    if (isWritten(attempt, record(report(attempt, ReportKind.FINISHED, small), null))) {
      listener.reportCut();
      return;
    }
    listener.reportGivenUp();
    LOG.atError()
        .addKeyValue("lane", attempt.lane())
        .addKeyValue("item", attempt.item())
        .addKeyValue("outcome", fields.outcome())
        .log("a report is given up; the attempt will count as unanswered");
  }

  /** Why reports cannot be written, if that was so a moment ago. */
  Optional<String> problem() {
    return failure.sentence();
  }

  /** False if Kafka refuses the record for good. */
  private boolean isWritten(AttemptDispatch attempt, ProducerRecord<byte[], byte[]> record)
      throws InterruptedException {
    Instant patience = clock.instant().plus(REFUSAL_PATIENCE);
    for (Level level = Level.WARN; ; level = Level.DEBUG) {
      Optional<Throwable> refusal = send(record);
      if (refusal.isEmpty()) {
        return true;
      }
      Throwable cause = refusal.get();
      boolean again =
          cause instanceof RetriableException
              || (isLiftedByPeople(cause) && clock.instant().isBefore(patience));
      failure.note(
          "reports of attempts cannot be written to %s: %s"
              .formatted(topic, cause.getClass().getSimpleName()));
      LOG.atLevel(again ? level : Level.WARN)
          .addKeyValue("lane", attempt.lane())
          .addKeyValue("item", attempt.item())
          .addKeyValue("again", again)
          .addKeyValue("cause", String.valueOf(cause))
          .log("a report could not be written");
      if (!again) {
        return false;
      }
      listener.reportRetried();
      pauses.until(clock.instant().plus(RETRY_AFTER));
    }
  }

  /** Rights may be given back while we wait, and a result is worth a wait. */
  private static boolean isLiftedByPeople(Throwable cause) {
    return cause instanceof AuthorizationException || cause instanceof AuthenticationException;
  }

  /** What Kafka says against it, whichever way it says so. */
  private Optional<Throwable> send(ProducerRecord<byte[], byte[]> record)
      throws InterruptedException {
    try {
      producer.send(record).get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(e.getCause() == null ? e : e.getCause());
    } catch (InterruptException e) {
      // The client's own, unchecked form of the same; it has set the thread's mark again.
      Thread.interrupted();
      throw new InterruptedException("interrupted while a report was written");
    } catch (KafkaException | IllegalStateException e) {
      return Optional.of(e); // A producer that is closed, or that failed for good.
    }
  }

  private ProducerRecord<byte[], byte[]> record(AttemptReport report, byte @Nullable [] note) {
    byte[] key = report.lane().toString().getBytes(StandardCharsets.US_ASCII);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, note);
    record.headers().add(AttemptDispatch.HEADER, AttemptEnvelopes.write(report));
    return record;
  }

  private AttemptReport report(AttemptDispatch attempt, ReportKind kind, Fields fields) {
    return new AttemptReport(
        AttemptReport.VERSION,
        attempt.lane(),
        attempt.item(),
        attempt.run(),
        attempt.attempt(),
        kind,
        clock.instant(),
        fields.outcome(),
        fields.reason(),
        fields.retryAfterMs(),
        fields.credentialsVersion(),
        fields.repeatable(),
        fields.reconcilable(),
        fields.durationMs(),
        fields.laneWaitMs(),
        fields.strained());
  }

  private record Fields(
      @Nullable OutcomeKind outcome,
      @Nullable String reason,
      @Nullable Long retryAfterMs,
      @Nullable Long credentialsVersion,
      @Nullable Boolean repeatable,
      @Nullable Boolean reconcilable,
      @Nullable Long durationMs,
      @Nullable Long laneWaitMs,
      @Nullable Boolean strained) {
    static final Fields NONE = new Fields(null, null, null, null, null, null, null, null, null);

    static Fields of(AttemptOutcome finished, Duration took) {
      Long wait = finished.laneWait().isZero() ? null : finished.laneWait().toMillis();
      return of(finished.outcome()).took(took.toMillis(), wait);
    }

    private static Fields of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Succeeded succeeded -> NONE.outcome(OutcomeKind.SUCCEEDED, null, null);
        case Outcome.Rejected(String reason, boolean isFailure) -> rejected(reason, isFailure);
        case Outcome.Retryable(String reason, Duration retryAfter, Outcome.Kind kind) ->
            retryable(kind, reason, retryAfter.toMillis());
        case Outcome.Unauthorized(long version) ->
            new Fields(OutcomeKind.UNAUTHORIZED, null, null, version, null, null, null, null, null);
        case Outcome.NotStarted notStarted -> NONE.outcome(OutcomeKind.NOT_STARTED, null, null);
        case Outcome.NotHappened not -> NONE.outcome(OutcomeKind.NOT_HAPPENED, null, null);
        case Outcome.Unknown(String reason, Recourse recourse) ->
            NONE.outcome(OutcomeKind.UNKNOWN, reason, null).recourse(recourse);
      };
    }

    private static Fields rejected(String why, boolean isFailure) {
      Fields rejected = NONE.outcome(OutcomeKind.REJECTED, why, null);
      return isFailure ? rejected.strained(true) : rejected;
    }

    private static Fields retryable(Outcome.Kind kind, String why, long wait) {
      return switch (kind) {
        case OTHER -> NONE.outcome(OutcomeKind.RETRYABLE, why, wait);
        case STRAINED -> NONE.outcome(OutcomeKind.RETRYABLE, why, wait).strained(true);
        case THROTTLED -> NONE.outcome(OutcomeKind.THROTTLED, why, wait);
        case HELD -> NONE.outcome(OutcomeKind.THROTTLED, why, wait).strained(false);
      };
    }

    Fields outcome(OutcomeKind kind, @Nullable String why, @Nullable Long wait) {
      return new Fields(
          kind,
          why,
          wait,
          credentialsVersion,
          repeatable,
          reconcilable,
          durationMs,
          laneWaitMs,
          strained);
    }

    Fields cutReason() {
      String cut =
          reason == null ? null : reason.substring(0, Math.min(reason.length(), CUT_REASON));
      return new Fields(
          outcome,
          cut,
          retryAfterMs,
          credentialsVersion,
          repeatable,
          reconcilable,
          durationMs,
          laneWaitMs,
          strained);
    }

    Fields recourse(Recourse recourse) {
      boolean again = recourse == Recourse.REPEAT;
      Boolean asked = recourse == Recourse.RECONCILE ? true : null;
      return new Fields(
          outcome,
          reason,
          retryAfterMs,
          credentialsVersion,
          again,
          asked,
          durationMs,
          laneWaitMs,
          strained);
    }

    Fields took(long millis, @Nullable Long wait) {
      return new Fields(
          outcome,
          reason,
          retryAfterMs,
          credentialsVersion,
          repeatable,
          reconcilable,
          millis,
          wait,
          strained);
    }

    private Fields strained(boolean is) {
      return new Fields(
          outcome,
          reason,
          retryAfterMs,
          credentialsVersion,
          repeatable,
          reconcilable,
          durationMs,
          laneWaitMs,
          is);
    }
  }
}
