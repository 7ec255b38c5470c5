package dev.waybill.api.operations;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.api.view.OperationEndpoints;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.ShareLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
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
      ApiMeters meters) {
    this.connections = connections;
    this.schemas = schemas;
    this.publisher = publisher;
    this.requestTopic = requestTopic;
    this.ids = ids;
    this.clock = clock;
    this.sync = sync;
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
    OperationRequest request = request(route, options, resourceId, body, connection, now);
    Duration wait = options.syncWait();
    if (wait != null) {
      sync.refuseIfClosed(connection);
    }
    publisher.write(requestTopic, connection.id(), request);
    meters.accepted(route.resource(), route.type(), Duration.ofNanos(System.nanoTime() - begun));
    if (wait != null) {
      return sync.answer(request, wait);
    }
    return Answer.of(202, QueuedOperation.of(request, connection))
        .with("Location", OperationEndpoints.location(connection.id(), request.id()));
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
      ObjectNode body,
      Connection connection,
      Instant now) {
    ObjectNode payload = body.deepCopy();
    payload.remove(CONNECTION_ID);
    return new OperationRequest(
        ids.next(Partitions.of(connection.id(), publisher.partitions())),
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
        null,
        null);
  }
}
