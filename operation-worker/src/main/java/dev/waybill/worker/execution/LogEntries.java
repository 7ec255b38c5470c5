package dev.waybill.worker.execution;

import dev.waybill.lane.core.AttemptId;
import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.ErrorType;
import dev.waybill.schemas.OperationEvidence;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.RetryReason;
import dev.waybill.worker.operations.Ids;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns an adapter's outcome into the operation's log entry. */
final class LogEntries {
  /** What a TSP says can be long, and is kept with every attempt. */
  private static final int MAX_DETAILS = 2_000;

  private LogEntries() {}

  static OperationEvidence evidence(
      AttemptId attempt, AdapterOutcome outcome, Instant startedAt, Instant endedAt) {
    return switch (outcome) {
      case AdapterOutcome.Succeeded done ->
          new OperationEvidence(
              log(attempt, done.evidence(), null, null, startedAt, endedAt), done.sourceId());
      case AdapterOutcome.Rejected no ->
          failed(attempt, no.evidence(), ErrorType.VALIDATION, no.message(), startedAt, endedAt);
      case AdapterOutcome.Retryable later ->
          failed(
              attempt,
              later.evidence(),
              later.reason() == RetryReason.NETWORK ? ErrorType.NETWORK : ErrorType.TSP,
              later.message(),
              startedAt,
              endedAt);
      case AdapterOutcome.Unauthorized bad ->
          failed(attempt, bad.evidence(), ErrorType.AUTH, bad.message(), startedAt, endedAt);
      case AdapterOutcome.NotStarted not ->
          failed(attempt, not.evidence(), ErrorType.UNKNOWN, not.reason(), startedAt, endedAt);
      case AdapterOutcome.Unknown lost ->
          failed(attempt, lost.evidence(), ErrorType.UNKNOWN, lost.reason(), startedAt, endedAt);
    };
  }

  private static OperationEvidence failed(
      AttemptId attempt,
      Evidence evidence,
      ErrorType type,
      String details,
      Instant startedAt,
      Instant endedAt) {
    return new OperationEvidence(log(attempt, evidence, type, details, startedAt, endedAt), null);
  }

  private static AttemptLog log(
      AttemptId attempt,
      Evidence evidence,
      @Nullable ErrorType type,
      @Nullable String details,
      Instant startedAt,
      Instant endedAt) {
    return new AttemptLog(
        Ids.log(attempt.item().value(), attempt.run(), attempt.attempt()),
        attempt.item().value(),
        startedAt,
        endedAt,
        attempt.run(),
        attempt.attempt(),
        type == null ? AttemptStatus.SUCCESS : AttemptStatus.FAILED,
        type,
        details == null ? null : details.substring(0, Math.min(details.length(), MAX_DETAILS)),
        evidence.statusCode(),
        evidence.headers(),
        evidence.duration().toMillis());
  }
}
