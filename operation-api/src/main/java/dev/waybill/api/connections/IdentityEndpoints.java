package dev.waybill.api.connections;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Teaches which id the TSP has for a resource of ours. The scheduler's task is the one writer of
 * identities, so this only tells it to; it is in order with every operation accepted later.
 */
public final class IdentityEndpoints {
  private static final String PATH =
      "/v2/integrations/connections/{id}/resources/{resource}/{resource_id}";

  private final Connections connections;
  private final BodySchemas schemas;
  private final RecordPublisher publisher;
  private final String commandTopic;
  private final OperationIds ids;
  private final InstantSource clock;

  /**
   * Makes the endpoint.
   *
   * @param commandTopic where the scheduler takes commands from
   */
  public IdentityEndpoints(
      Connections connections,
      BodySchemas schemas,
      RecordPublisher publisher,
      String commandTopic,
      OperationIds ids,
      InstantSource clock) {
    this.connections = connections;
    this.schemas = schemas;
    this.publisher = publisher;
    this.commandTopic = commandTopic;
    this.ids = ids;
    this.clock = clock;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint("PUT", PATH, Scope.CONNECTION_WRITE, this::teach));
  }

  private record Body(String sourceId) {}

  private Answer teach(Call call) {
    call.query();
    UUID connectionId = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    Resource resource = resource(call.path("resource"));
    UUID resourceId = call.pathId("resource_id", ProblemCode.NOT_FOUND);
    Body body = schemas.read("rest/identity-put", call.json(), Body.class);
    Connection connection = connections.usable(call.partnerId(), connectionId);
    ResourceIdentity identity =
        new ResourceIdentity(connection.id(), resource, resourceId, body.sourceId());
    publisher.write(
        commandTopic,
        connection.id(),
        new OperationCommand(
            ids.next(),
            call.partnerId(),
            connection.id(),
            CommandType.TEACH_IDENTITY,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            identity));
    return Answer.ok(identity);
  }

  private static Resource resource(String name) {
    try {
      return Resource.of(name);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ProblemCode.NOT_FOUND, "there is no such kind of resource: " + e.getMessage());
    }
  }
}
