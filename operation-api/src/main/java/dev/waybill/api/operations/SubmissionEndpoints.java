package dev.waybill.api.operations;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.IdempotencyKey;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.api.view.OperationEndpoints;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.api.view.ViewService;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.ShareLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The write endpoints (CONTRACT 3.1). An operation is accepted, and 202 answered, only once Kafka
 * has acknowledged its request. Thread-safe.
 */
public final class SubmissionEndpoints {
  private static final String CONNECTION_ID = "connection_id";

  private final Connections connections;
  private final BodySchemas schemas;
  private final RecordPublisher publisher;
  private final String requestTopic;
  private final OperationIds ids;
  private final InstantSource clock;
  private final SyncWrites sync;
  private final IdempotentWrites keyed;
  private final ApiMeters meters;

  /**
   * Makes the endpoints.
   *
   * @param requestTopic where accepted operations go
   */
  public SubmissionEndpoints(
      Connections connections,
      BodySchemas schemas,
      RecordPublisher publisher,
      String requestTopic,
      OperationIds ids,
      InstantSource clock,
      SyncWrites sync,
      ViewService view,
      ApiMeters meters) {
    this.connections = connections;
    this.schemas = schemas;
    this.publisher = publisher;
    this.requestTopic = requestTopic;
    this.ids = ids;
    this.clock = clock;
    this.sync = sync;
    this.keyed = new IdempotentWrites(view);
    this.meters = meters;
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
    ObjectNode body = schemas.check(route.schema(), call.json());
    Connection connection = connection(route, call.partnerId(), body);
    OperationRequest request =
        request(
            route,
            options,
            resourceId,
            options.key() == null ? null : fingerprint(call, body),
            body,
            connection,
            now);
    Duration wait = options.syncWait();
    Supplier<Written> write =
        () -> {
          if (wait != null) {
            sync.refuseIfClosed(connection);
          }
          Written written = publisher.write(requestTopic, connection.id(), request);
          Duration took = Duration.ofNanos(System.nanoTime() - begun);
          meters.accepted(route.resource(), route.type(), took);
          return written;
        };
    Optional<Operation> known = Optional.empty();
    if (options.key() == null) {
      var _ = write.get();
    } else {
      known = keyed.write(request, write);
    }
    Answer answer =
        wait == null
            ? accepted(known.orElseGet(() -> QueuedOperation.of(request, connection)))
            : sync.answer(request, wait);
    return known.isPresent() ? answer.with("Idempotent-Replayed", "true") : answer;
  }

  private static String fingerprint(Call call, ObjectNode body) {
    return IdempotencyKey.fingerprint(call.method(), call.path(), body);
  }

  private static Answer accepted(Operation operation) {
    return Answer.of(202, operation)
        .with("Location", OperationEndpoints.location(operation.connectionId(), operation.id()));
  }

  private Connection connection(WriteRoute route, UUID partnerId, ObjectNode body) {
    UUID id = UUID.fromString(body.get(CONNECTION_ID).asString());
    Connection connection = connections.usable(partnerId, id);
    if (connection.share() != null && connection.share().get(route.resource()) == ShareLevel.READ) {
      throw new RefusedException(
          ProblemCode.READ_ONLY_SHARE,
          "the connection's share gives only read for " + route.resource().wireName());
    }
    return connection;
  }

  private OperationRequest request(
      WriteRoute route,
      WriteOptions options,
      @Nullable UUID resourceId,
      @Nullable String fingerprint,
      ObjectNode body,
      Connection connection,
      Instant now) {
    ObjectNode payload = body.deepCopy();
    payload.remove(CONNECTION_ID);
    int partition = Partitions.of(connection.id(), publisher.partitions());
    IdempotencyKey key = options.key();
    return new OperationRequest(
        key == null
            ? ids.next(partition)
            : key.id(connection.partnerId(), connection.id(), partition),
        connection.partnerId(),
        connection.id(),
        route.resource(),
        route.type(),
        resourceId,
        payload,
        now,
        options.expiresAt(),
        options.priority(),
        connection.version(),
        options.syncWait() == null ? null : true,
        key == null ? null : key.text(),
        fingerprint);
  }
}
