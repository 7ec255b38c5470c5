package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.Topics;
import java.util.Map;
import java.util.UUID;

/** Notes which ids name the same resource, and tells it on {@code resource.identity}. */
final class Identities {
  private final Topics topics;
  private final LaneOutput output;
  private final TaskRows rows;

  Identities(Topics topics, LaneOutput output, TaskRows rows) {
    this.topics = topics;
    this.output = output;
    this.rows = rows;
  }

  /** Somebody told what the TSP calls a resource. */
  CommandResult teach(OperationCommand command) {
    ResourceIdentity identity = command.identity();
    if (identity == null || !command.connectionId().equals(identity.connectionId())) {
      return new CommandResult.Malformed(
          "teach_identity needs an identity on the command's own connection");
    }
    note(identity);
    return new CommandResult.Done();
  }

  /** An operation made a resource. */
  void created(UUID operation, ResourceIdentity made) {
    boolean isNew = rows.sourceId(made.connectionId(), made.resource(), made.resourceId()) == null;
    note(made);
    rows.created(made.connectionId(), made.resource(), operation, made.resourceId(), isNew);
  }

  private void note(ResourceIdentity identity) {
    UUID connection = identity.connectionId();
    if (rows.identify(
        connection, identity.resource(), identity.resourceId(), identity.sourceId())) {
      String key =
          "%s/%s/%s".formatted(connection, identity.resource().wireName(), identity.resourceId());
      output.publish(
          new OutboundRecord(
              topics.resourceIdentity(),
              key.getBytes(UTF_8),
              Json.write(identity),
              Map.of(),
              connection.toString().getBytes(UTF_8)));
    }
  }
}
