package dev.waybill.api.operations;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.IdempotencyKey;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.view.OperationEndpoints;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The write endpoints (CONTRACT 3.1). An operation is accepted, and 202 answered, only once Kafka
 * has acknowledged its request. Thread-safe.
 */
public final class SubmissionEndpoints {
  private static final String REPLAYED = "Idempotent-Replayed";

  private final Submissions submissions;
  private final RequestLog log;
  private final SyncWrites sync;
  private final IdempotentWrites keyed;
  private final DryRuns dryRuns;
  private final InstantSource clock;

  /** Makes the endpoints. */
  public SubmissionEndpoints(
      Submissions submissions,
      RequestLog log,
      SyncWrites sync,
      IdempotentWrites keyed,
      DryRuns dryRuns,
      InstantSource clock) {
    this.submissions = submissions;
    this.log = log;
    this.sync = sync;
    this.keyed = keyed;
    this.dryRuns = dryRuns;
    this.clock = clock;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return WriteRoute.ALL.stream()
        .map(route ->
            new Endpoint(
                route.method(), route.path(), Scope.TELEMATICS_WRITE, call -> submit(route, call)))
        .toList();
  }

  private Answer submit(WriteRoute route, Call call) {
    long begun = System.nanoTime();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    WriteOptions options = WriteOptions.of(call, now);
    UUID resourceId =
        route.type() == OperationType.UPDATE ? call.pathId("id", ProblemCode.NOT_FOUND) : null;
    ObjectNode body = submissions.body(route, call.json());
    call.audit("connection_id", Submissions.connectionId(body));
    String fingerprint = null;
    if (options.key() != null) {
      fingerprint = IdempotencyKey.fingerprint(call.method(), call.path(), body);
      UUID connectionId = Submissions.connectionId(body);
      UUID id = submissions.id(options.key(), call.partnerId(), connectionId);
      // Before anything that may have changed since: a deadline, the connection.
      Optional<Operation> before = keyed.before(call.partnerId(), id, connectionId, fingerprint);
      if (before.isPresent()) {
        call.audit("operation_id", id);
        return replayed(before.get(), options);
      }
    }
    options.refuseIfLate(now);
    Submissions.Prepared prepared =
        submissions.prepare(
            call.partnerId(),
            new Submissions.Write(route, resourceId, body, options, fingerprint),
            now);
    if (options.isDryRun()) {
      return dryRuns.answer(prepared);
    }
    call.audit("operation_id", prepared.request().id());
    return write(prepared, options, begun);
  }

  private Answer write(Submissions.Prepared prepared, WriteOptions options, long begun) {
    OperationRequest request = prepared.request();
    Duration wait = options.syncWait();
    Supplier<Written> write =
        () -> {
          if (wait != null) {
            sync.refuseIfClosed(prepared.connection());
          }
          return log.accept(prepared, begun);
        };
    Optional<Operation> known = Optional.empty();
    if (options.key() == null) {
      var _ = write.get();
    } else {
      known = keyed.write(request, write);
    }
    return known.isPresent()
        ? replayed(known.get(), options)
        : answer(QueuedOperation.of(request, prepared.connection()), options);
  }

  private Answer answer(Operation operation, WriteOptions options) {
    Duration wait = options.syncWait();
    return wait == null ? accepted(operation) : sync.answer(operation, wait);
  }

  /** Marks the answer, a bad end of a synchronous write as well. */
  private Answer replayed(Operation operation, WriteOptions options) {
    try {
      return answer(operation, options).with(REPLAYED, "true");
    } catch (RefusedException e) {
      throw e.with(REPLAYED, "true");
    }
  }

  private static Answer accepted(Operation operation) {
    return Answer.of(202, operation)
        .with("Location", OperationEndpoints.location(operation.connectionId(), operation.id()));
  }
}
