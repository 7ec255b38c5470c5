package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes reports, each acknowledged before anything goes on. Thread-safe. */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(250);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final InstantSource clock;
  private final Pauses pauses;
  private final ExecutorListener listener;

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
  void started(AttemptDispatch attempt, boolean repeatable)
      throws InterruptedException, ExecutionException {
    producer
        .send(record(report(attempt, ReportKind.STARTED, Fields.NONE.repeatable(repeatable)), null))
        .get();
  }

  /** Tried until acknowledged. */
  void finished(AttemptDispatch attempt, AttemptOutcome outcome, Duration took)
      throws InterruptedException {
    Fields fields = Fields.of(outcome.outcome(), took);
    byte[] note = outcome.note().length == 0 ? null : outcome.note();
    ProducerRecord<byte[], byte[]> record =
        record(report(attempt, ReportKind.FINISHED, fields), note);
    while (true) {
      try {
        producer.send(record).get();
        return;
      } catch (ExecutionException e) {
        listener.reportRetried();
        LOG.atWarn()
            .addKeyValue("lane", attempt.lane())
            .addKeyValue("item", attempt.item())
            .addKeyValue("cause", String.valueOf(e.getCause()))
            .log("a report could not be written and is tried again");
        pauses.until(clock.instant().plus(RETRY_AFTER));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(AttemptReport report, byte @Nullable [] note) {
    byte[] key = report.lane().toString().getBytes(StandardCharsets.US_ASCII);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, note);
    record.headers().add(AttemptDispatch.HEADER, Json.write(report));
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
        fields.durationMs());
  }

  private record Fields(
      @Nullable OutcomeKind outcome,
      @Nullable String reason,
      @Nullable Long retryAfterMs,
      @Nullable Long credentialsVersion,
      @Nullable Boolean repeatable,
      @Nullable Long durationMs) {
    static final Fields NONE = new Fields(null, null, null, null, null, null);

    static Fields of(Outcome outcome, Duration took) {
      Fields fields =
          switch (outcome) {
            case Outcome.Succeeded succeeded -> NONE.outcome(OutcomeKind.SUCCEEDED, null, null);
            case Outcome.Rejected(String reason) ->
                NONE.outcome(OutcomeKind.REJECTED, reason, null);
            case Outcome.Retryable(String reason, Duration retryAfter, Outcome.Kind kind) ->
                NONE.outcome(
                    kind == Outcome.Kind.THROTTLED ? OutcomeKind.THROTTLED : OutcomeKind.RETRYABLE,
                    reason,
                    retryAfter.toMillis());
            case Outcome.Unauthorized(long version) ->
                new Fields(OutcomeKind.UNAUTHORIZED, null, null, version, null, null);
            case Outcome.NotStarted notStarted -> NONE.outcome(OutcomeKind.NOT_STARTED, null, null);
            case Outcome.Unknown(String reason, boolean repeatable) ->
                NONE.outcome(OutcomeKind.UNKNOWN, reason, null).repeatable(repeatable);
          };
      return fields.took(took);
    }

    Fields outcome(OutcomeKind kind, @Nullable String why, @Nullable Long wait) {
      return new Fields(kind, why, wait, credentialsVersion, repeatable, durationMs);
    }

    Fields repeatable(boolean value) {
      return new Fields(outcome, reason, retryAfterMs, credentialsVersion, value, durationMs);
    }

    Fields took(Duration duration) {
      return new Fields(
          outcome, reason, retryAfterMs, credentialsVersion, repeatable, duration.toMillis());
    }
  }
}
