package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.LaneApplication;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.lane.host.Registration;
import dev.waybill.lane.host.Routing;
import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ErrorType;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.OperationDispatch;
import dev.waybill.schemas.OperationEvidence;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.PayloadReferences;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's use of the lane engine: one lane per connection, one item per operation.
 *
 * <p>An instance belongs to one task and one thread, as the engine demands.
 */
public final class OperationLanes implements LaneApplication {
  private static final Logger log = LoggerFactory.getLogger(OperationLanes.class);

  private final Topics topics;
  private final Requests requests = new Requests();
  private final Admissions admissions;
  private final Commands commands = new Commands();

  private @Nullable Task task;

  /** What there is once the task has started. */
  private record Task(
      LaneOutput output, TaskRows rows, Identities identities, OperationEvents events) {}

  public OperationLanes(Topics topics, RequestCheck check) {
    this.topics = topics;
    this.admissions = new Admissions(requests, check);
  }

  @Override
  public void start(LaneOutput output, ApplicationRows rows) {
    requests.forgetAll();
    TaskRows taskRows = new TaskRows(rows);
    task =
        new Task(
            output,
            taskRows,
            new Identities(topics, output, taskRows),
            new OperationEvents(topics, output, taskRows));
  }

  @Override
  public Routing route(InboundRecord record) {
    return switch (requests.read(record)) {
      case Requests.Read.Malformed malformed -> new Routing.Malformed(malformed.reason());
      case Requests.Read.Request read ->
          new Routing.Belongs(new LaneId(read.request().connectionId()));
    };
  }

  @Override
  public Admission admit(InboundRecord record, Instant now) {
    return admissions.admit(record, task().rows(), now);
  }

  @Override
  public Registration register(InboundRecord record) {
    return Connections.registration(record, task().rows());
  }

  @Override
  public void registered(InboundRecord record) {
    byte[] value = record.value();
    if (value != null) {
      task().rows().put(Connections.read(value));
    }
  }

  @Override
  public Routing routeCommand(InboundRecord record) {
    return commands.route(record);
  }

  @Override
  public CommandResult command(InboundRecord record, Instant now) {
    OperationCommand command = commands.read(record);
    Connection connection = task().rows().connection(command.connectionId());
    if (connection != null && !connection.partnerId().equals(command.partnerId())) {
      return new CommandResult.Malformed("the connection is not one of the commanding partner");
    }
    return switch (command.type()) {
      case TEACH_IDENTITY -> task().identities().teach(command);
      case CANCEL, EXPEDITE, RETRY -> commands.event(command);
    };
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    task().events().created(item, request(item), reason);
  }

  @Override
  public void runAgain(Item item, int run, Instant at) {
    task().events().retried(item, request(item), run, at);
  }

  @Override
  public void status(LaneId lane, @Nullable LaneSnapshot snapshot, Instant at) {
    if (snapshot == null && task().rows().connection(lane.value()) == null) {
      return; // The lane of an id that is nobody's connection: nothing was told of it.
    }
    byte[] key = lane.toString().getBytes(UTF_8);
    byte[] value = snapshot == null ? null : Json.write(LaneStatuses.of(lane, snapshot, at));
    task().output().publish(new OutboundRecord(topics.laneStatus(), key, value));
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    OperationRequest request = request(item);
    if (progress.run() > 1) {
      // The first may have been refused for what is wrong with it.
      List<String> problems = admissions.problems(item, request);
      if (!problems.isEmpty()) {
        return refused(FailureCode.INVALID_REQUEST, String.join("; ", problems));
      }
    }
    Connection connection = task().rows().connection(request.connectionId());
    // It may have come in before the connection was known, and be a stranger's: tell it no more
    // than that.
    if (connection == null || !connection.partnerId().equals(request.partnerId())) {
      return refused(FailureCode.UNKNOWN_CONNECTION, OperationEvents.UNKNOWN_CONNECTION);
    }
    TaskRows.Known target = null;
    UUID resourceId = request.resourceId();
    if (resourceId != null) {
      target = task().rows().known(connection.id(), request.resource(), resourceId);
      if (target == null) {
        return refused(
            FailureCode.INVALID_REQUEST,
            "%s %s is not known on this connection; create it first, or teach its identity"
                .formatted(request.resource().wireName(), resourceId));
      }
    }
    PayloadReferences.Resolved resolved =
        References.resolve(task().rows(), connection.id(), request.payload());
    if (!resolved.unknown().isEmpty()) {
      return refused(FailureCode.INVALID_REQUEST, References.refusal(resolved.unknown()));
    }
    OperationDispatch dispatch =
        new OperationDispatch(
            request.id(),
            request.partnerId(),
            request.resource(),
            request.operationType(),
            resolved.payload(),
            target == null ? null : target.sourceId(),
            new OperationDispatch.Target(
                connection.id(),
                connection.fleetRef(),
                connection.sourceName(),
                connection.settings(),
                connection.credentials()));
    return new Preparation.Ready(Json.write(dispatch));
  }

  private static Preparation refused(FailureCode code, String message) {
    return new Preparation.Refused(new Refusal(code, message).asReason());
  }

  @Override
  public void attempted(Attempted attempted) {
    task().events().attempted(attempted, request(attempted.item()));
  }

  @Override
  public void ended(Ended ended) {
    OperationRequest request = request(ended.item());
    ResourceIdentity created = task().events().ended(ended, request);
    if (created != null) {
      task().identities().created(ended.item().id().value(), created);
    }
    requests.forget(ended.item());
  }

  @Override
  public void late(Late late) {
    log.info(
        "a result came after the end: connection={} operation={} run={} attempt={} outcome={}",
        late.attempt().lane(),
        late.attempt().item(),
        late.attempt().run(),
        late.attempt().attempt(),
        late.outcome().getClass().getSimpleName());
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant now) {
    UUID operationId = item.id().value();
    return Json.write(
        new OperationEvidence(
            new AttemptLog(
                Ids.log(operationId, progress.run(), progress.attempt()),
                operationId,
                now,
                now,
                progress.run(),
                progress.attempt(),
                AttemptStatus.FAILED,
                ErrorType.UNKNOWN,
                "the call was started and its outcome is not known: who made it was lost",
                null,
                null,
                null),
            null));
  }

  private OperationRequest request(Item item) {
    return requests.of(item);
  }

  private Task task() {
    Task started = task;
    if (started == null) {
      throw new IllegalStateException("the engine has not started this application");
    }
    return started;
  }
}
