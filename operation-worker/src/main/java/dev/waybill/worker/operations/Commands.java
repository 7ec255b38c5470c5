package dev.waybill.worker.operations;

import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.Routing;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads commands, which anybody who may write to the topic can send. */
final class Commands {
  /** Where it belongs, or what is wrong with it. */
  Routing route(InboundRecord record) {
    byte[] value = record.value();
    if (value == null) {
      return new Routing.Malformed("a command without a value");
    }
    OperationCommand command;
    try {
      command = Json.read(value, OperationCommand.class);
    } catch (JacksonException e) {
      return new Routing.Malformed("not a command: " + Json.complaint(e));
    }
    String missing = missing(command);
    return missing == null
        ? new Routing.Belongs(new LaneId(command.connectionId()))
        : new Routing.Malformed("not a command: " + missing + " is missing");
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static @Nullable String missing(@Nullable OperationCommand command) {
    if (command == null) {
      return "everything";
    }
    if (command.connectionId() == null) {
      return "connection_id";
    }
    if (command.partnerId() == null) {
      return "partner_id";
    }
    if (command.type() == null) {
      return "type";
    }
    if (command.type() != CommandType.TEACH_IDENTITY && command.operationId() == null) {
      return "operation_id";
    }
    return command.type() == CommandType.RETRY && command.run() == null ? "run" : null;
  }

  /** One that {@link #route} has let through. */
  OperationCommand read(InboundRecord record) {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("a command without a value");
    }
    return Json.read(value, OperationCommand.class);
  }

  /** What the engine is to do. */
  CommandResult event(OperationCommand command) {
    UUID operation = command.operationId();
    Integer run = command.run();
    if (operation == null) {
      return new CommandResult.Malformed("not a command: operation_id is missing");
    }
    LaneId lane = new LaneId(command.connectionId());
    ItemId item = new ItemId(operation);
    return new CommandResult.Engine(
        switch (command.type()) {
          case CANCEL -> new LaneEvent.ItemCancelled(lane, item);
          case EXPEDITE -> new LaneEvent.ItemExpedited(lane, item);
          case RETRY -> new LaneEvent.ItemRetried(lane, item, run == null ? 0 : run);
          case TEACH_IDENTITY -> throw new IllegalArgumentException("not for the engine");
        });
  }
}
