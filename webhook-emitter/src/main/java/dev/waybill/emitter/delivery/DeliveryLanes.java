package dev.waybill.emitter.delivery;

import static java.util.Objects.requireNonNull;

import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.emitter.sending.Verdict;
import dev.waybill.emitter.sending.Verdicts;
import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Priority;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.LaneApplication;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.Registration;
import dev.waybill.lane.host.Routing;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The emitter's use of the lane engine: one lane per endpoint, one item per delivery. An item's
 * payload is the request's JSON, untouched.
 *
 * <p>An instance belongs to one task and one thread, as the engine demands.
 */
public final class DeliveryLanes implements LaneApplication {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLanes.class);

  private final Topics topics;
  private final Duration patience;
  private final LaneWatch watch;
  private @Nullable Task task;

  /** What there is once the task has started. */
  private record Task(
      EndpointRows endpoints,
      DeliveryLogs logs,
      EndpointFates fates,
      CancelledReplays cancelled,
      Refusals refusals,
      DueRetries retries) {}

  /**
   * The lanes of a task.
   *
   * @param patience how long an endpoint may do nothing but fail before it is disabled
   * @param watch told how its lanes do
   */
  public DeliveryLanes(Topics topics, Duration patience, LaneWatch watch) {
    this.topics = topics;
    this.patience = patience;
    this.watch = watch;
  }

  @Override
  public void start(LaneOutput output, ApplicationRows rows) {
    EndpointRows endpoints = new EndpointRows(rows);
    task =
        new Task(
            endpoints,
            new DeliveryLogs(topics, output, endpoints),
            new EndpointFates(topics, output, rows, endpoints, patience),
            new CancelledReplays(rows),
            new Refusals(rows),
            new DueRetries());
  }

  @Override
  public Routing route(InboundRecord record) {
    try {
      return new Routing.Belongs(new LaneId(DeliveryRequests.read(record.value()).endpointId()));
    } catch (IllegalArgumentException e) {
      return new Routing.Malformed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Admission admit(InboundRecord record, Instant now) {
    byte[] value = requireNonNull(record.value(), "routed, so it has a value");
    DeliveryRequest request = DeliveryRequests.read(value);
    String orderKey = request.orderKey() == null ? "" : request.orderKey();
    Placement placement =
        new Placement(priority(request), orderKey, Math.max(0, request.endpointVersion()));
    return new Admission.Accept(
        new Item(
            new LaneId(request.endpointId()),
            new ItemId(request.id()),
            placement,
            now,
            Item.NEVER,
            value));
  }

  /** What is brought once more goes behind what is due. */
  private static Priority priority(DeliveryRequest request) {
    return request.replayId() == null ? Priority.NORMAL : Priority.LOW;
  }

  @Override
  public Routing routeCommand(InboundRecord record) {
    try {
      return new Routing.Belongs(new LaneId(CancelledReplays.read(record.value()).endpointId()));
    } catch (IllegalArgumentException e) {
      return new Routing.Malformed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CommandResult command(InboundRecord record, Instant now) {
    task().cancelled().add(CancelledReplays.read(record.value()));
    return new CommandResult.Done();
  }

  @Override
  public Registration register(InboundRecord record) {
    try {
      LaneId lane = new LaneId(Endpoints.readKey(record.key()));
      if (record.value() == null) {
        return removal(lane);
      }
      return register(lane, Endpoints.read(record.key(), record.value()));
    } catch (IllegalArgumentException e) {
      return new Registration.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** What is left of an endpoint goes long after it was deleted, and never before. */
  private Registration removal(LaneId lane) {
    EndpointRows.Row known = task().endpoints().find(lane);
    return known == null || known.endpoint().status() == WebhookStatus.DELETED
        ? new Registration.Remove(lane)
        : new Registration.Malformed("the endpoint is not deleted");
  }

  private Registration register(LaneId lane, WebhookEndpoint endpoint) {
    if (task().endpoints().outranks(lane, endpoint)) {
      return new Registration.Ignore();
    }
    return endpoint.status() == WebhookStatus.DELETED
        ? new Registration.Remove(lane)
        : new Registration.Configure(lane, EndpointLane.settings(endpoint));
  }

  @Override
  public void registered(InboundRecord record) {
    LaneId lane = new LaneId(Endpoints.readKey(record.key()));
    byte[] json = record.value();
    if (json == null) {
      task().endpoints().delete(lane);
      task().fates().isWell(lane);
      task().cancelled().forget(lane);
    } else {
      // Also a deleted one is kept: the log of what ends by its removal names its partner.
      WebhookEndpoint endpoint = Endpoints.read(record.key(), json);
      EndpointRows.Row known = task().endpoints().find(lane);
      task().endpoints().put(lane, endpoint, json);
      if (known != null) {
        task().fates().cameBack(known.endpoint(), endpoint);
        if (EndpointFates.isAFreshStart(known.endpoint(), endpoint)) {
          task().fates().isWell(lane);
        }
      }
    }
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    // Nobody is told that a delivery waits; the log begins with its first attempt.
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    EndpointRows.Row row = task().endpoints().find(item.lane());
    if (row == null) {
      return new Preparation.Refused("the endpoint is gone");
    }
    task().retries().tried(item.id(), now).ifPresent(watch::retried);
    return isOfACancelledReplay(item)
        ? new Preparation.Refused("the replay was cancelled")
        : new Preparation.Ready(
            DeliveryJob.write(
                item.payload(), row.json(), progress.attemptsUsed() + 1, refusals(item, progress)));
  }

  /** Only where it matters: the row is read for none of those that have seldom been tried. */
  private int refusals(Item item, Progress progress) {
    return progress.attemptsUsed() < Verdict.MOST_REFUSALS - 1 ? 0 : task().refusals().of(item);
  }

  private boolean isOfACancelledReplay(Item item) {
    if (item.placement().priority() != Priority.LOW || !task().cancelled().any(item.lane())) {
      return false;
    }
    UUID replay = DeliveryRequests.read(item.payload()).replayId();
    return replay != null && task().cancelled().has(item.lane(), replay);
  }

  @Override
  public void attempted(Attempted attempted) {
    DeliveryRequest request = DeliveryRequests.read(attempted.item().payload());
    task().logs().attempted(attempted, request);
    countRefusals(attempted);
    if (!attempted.nextAttemptAt().equals(Attempted.NOT_KNOWN)) {
      task().retries().putOff(attempted.item().id(), attempted.nextAttemptAt());
    }
    boolean failed =
        switch (attempted.outcome()) {
          case Outcome.Retryable retryable ->
              retryable.kind() == Outcome.Kind.OTHER || retryable.kind() == Outcome.Kind.STRAINED;
          case Outcome.Unknown unknown -> false; // our own sender was killed, or froze
          case Outcome.Succeeded succeeded -> false;
          case Outcome.Rejected rejected -> rejected.isFailure();
          case Outcome.Unauthorized unauthorized -> false;
          case Outcome.NotStarted notStarted -> false;
          case Outcome.NotHappened notHappened -> false;
        };
    if (failed) {
      task().fates().failed(attempted.item().lane(), request.eventId(), attempted.at());
    }
  }

  /** Whoever was asked to wait, or did not get as far as a request, was not refused. */
  private void countRefusals(Attempted attempted) {
    boolean counts =
        attempted.outcome() instanceof Outcome.Unknown
            || (attempted.outcome() instanceof Outcome.Retryable retryable
                && (retryable.kind() == Outcome.Kind.OTHER
                    || retryable.kind() == Outcome.Kind.STRAINED));
    if (!counts) {
      return;
    }
    DeliveryNote note = DeliveryNote.lastOf(attempted.evidence(), attempted.progress().attempt());
    Integer status = note == null ? null : note.status();
    if (status != null && Verdicts.isRefusal(status)) {
      task().refusals().refused(attempted.item());
    } else {
      task().refusals().over(attempted.item());
    }
  }

  @Override
  public void ended(Ended ended) {
    DeliveryRequest request = DeliveryRequests.read(ended.item().payload());
    task().logs().ended(ended, request);
    // Taken at once, as nearly all are, it has no row to look for.
    if (ended.progress().attempt() > 1 || ended.ending().kind() != Ending.Kind.SUCCEEDED) {
      task().refusals().over(ended.item());
    }
    task().retries().ended(ended.item().id());
    LaneId lane = ended.item().lane();
    DeliveryNote note = DeliveryNote.lastOf(ended.evidence(), ended.progress().attempt());
    if (note != null && Boolean.TRUE.equals(note.disables())) {
      String reason =
          note.error() == null ? "the endpoint answered 'webhook-delivery: disable'" : note.error();
      task().fates().wantsNoMore(lane, reason, request.eventId(), ended.at());
    } else if (ended.ending().kind() == Ending.Kind.SUCCEEDED) {
      task().fates().isWell(lane);
    } else if (ended.ending().kind() == Ending.Kind.RETRIES_EXHAUSTED) {
      task().fates().failed(lane, request.eventId(), ended.at());
    }
  }

  @Override
  public void status(LaneId lane, @Nullable LaneSnapshot snapshot, Instant at) {
    watch.lane(lane, snapshot);
  }

  @Override
  public void late(Late late) {
    log.debug("late result of a delivery: delivery={}", late.attempt().item());
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant now) {
    return DeliveryNote.without(progress.attempt(), now, "the sender was stopped", 0).write();
  }

  private Task task() {
    return requireNonNull(task, "the engine starts the application first");
  }
}
