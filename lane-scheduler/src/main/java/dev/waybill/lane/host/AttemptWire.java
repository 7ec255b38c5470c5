package dev.waybill.lane.host;

import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.Dispatch;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptEnvelopes;
import dev.waybill.schemas.AttemptMode;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The wire form of attempts, on the scheduler's side. */
final class AttemptWire {
  private static final byte[] NO_NOTE = {};

  private AttemptWire() {}

  /** What a report says: an event for the engine, and how long the call took. */
  record Report(LaneEvent event, Duration took) {}

  /** A report that cannot be used. */
  static final class MalformedReport extends Exception {
    MalformedReport(String reason) {
      super(reason);
    }
  }

  static Map<String, byte[]> headers(Dispatch dispatch) {
    AttemptId attempt = dispatch.attempt();
    AttemptDispatch envelope =
        new AttemptDispatch(
            AttemptDispatch.VERSION,
            attempt.lane().value(),
            attempt.item().value(),
            attempt.run(),
            attempt.attempt(),
            dispatch.window().notBefore(),
            dispatch.window().notAfter(),
            dispatch.callTimeout().toMillis(),
            dispatch.mode() == Dispatch.Mode.RECONCILE
                ? AttemptMode.RECONCILE
                : AttemptMode.EXECUTE);
    Map<String, byte[]> headers = new HashMap<>(dispatch.preparation().headers());
    headers.put(AttemptDispatch.HEADER, AttemptEnvelopes.write(envelope));
    String pace = dispatch.pace().nanosPerCall() + "," + dispatch.pace().burst();
    headers.put(LaneHeaders.PACE, pace.getBytes(StandardCharsets.US_ASCII));
    return headers;
  }

  static Map<String, byte[]> fenceHeaders(AttemptId attempt, Instant at) {
    AttemptReport envelope =
        new AttemptReport(
            AttemptReport.VERSION,
            attempt.lane().value(),
            attempt.item().value(),
            attempt.run(),
            attempt.attempt(),
            ReportKind.FENCE,
            at,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return Map.of(AttemptDispatch.HEADER, AttemptEnvelopes.write(envelope));
  }

  static Report report(InboundRecord record) throws MalformedReport {
    Header header = record.headers().lastHeader(AttemptDispatch.HEADER);
    if (header == null || header.value() == null) {
      throw new MalformedReport("no header " + AttemptDispatch.HEADER);
    }
    try {
      return report(AttemptEnvelopes.readReport(header.value()), record.value());
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new MalformedReport("the header " + AttemptDispatch.HEADER + " is not a report");
    }
  }

  private static Report report(AttemptReport report, byte @Nullable [] note) {
    AttemptId attempt =
        new AttemptId(
            new LaneId(report.lane()), new ItemId(report.item()), report.run(), report.attempt());
    LaneEvent event =
        switch (report.kind()) {
          case STARTED -> new LaneEvent.AttemptStarted(attempt, recourse(report));
          case FENCE -> new LaneEvent.FenceRead(attempt);
          case FINISHED ->
              new LaneEvent.AttemptFinished(
                  attempt,
                  outcome(report),
                  note == null ? NO_NOTE : note,
                  Duration.ofMillis(orZero(report.laneWaitMs())),
                  Duration.ofMillis(orZero(report.durationMs())));
        };
    return new Report(event, Duration.ofMillis(orZero(report.durationMs())));
  }

  private static Outcome outcome(AttemptReport report) {
    OutcomeKind kind = report.outcome();
    if (kind == null) {
      throw new IllegalArgumentException("a finished attempt has an outcome");
    }
    String reason = report.reason() == null ? kind.wireName() : report.reason();
    Duration retryAfter = Duration.ofMillis(orZero(report.retryAfterMs()));
    return switch (kind) {
      case SUCCEEDED -> new Outcome.Succeeded();
      case REJECTED -> new Outcome.Rejected(reason, Boolean.TRUE.equals(report.strained()));
      case THROTTLED ->
          new Outcome.Retryable(
              reason,
              retryAfter,
              Boolean.FALSE.equals(report.strained()) ? Outcome.Kind.HELD : Outcome.Kind.THROTTLED);
      case RETRYABLE ->
          new Outcome.Retryable(
              reason,
              retryAfter,
              Boolean.TRUE.equals(report.strained()) ? Outcome.Kind.STRAINED : Outcome.Kind.OTHER);
      case UNAUTHORIZED -> new Outcome.Unauthorized(orZero(report.credentialsVersion()));
      case NOT_STARTED -> new Outcome.NotStarted();
      case UNKNOWN -> new Outcome.Unknown(reason, recourse(report));
      case NOT_HAPPENED -> new Outcome.NotHappened();
    };
  }

  /** Who says nothing wants nothing to be done. */
  private static Recourse recourse(AttemptReport report) {
    if (Boolean.TRUE.equals(report.repeatable())) {
      return Recourse.REPEAT;
    }
    return Boolean.TRUE.equals(report.reconcilable()) ? Recourse.RECONCILE : Recourse.NONE;
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
