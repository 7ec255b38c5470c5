package dev.waybill.worker.operations;

import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Reference;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which requests become items, in which order and with which right of way. */
final class Admissions {
  /** The default wait of a synchronous request (CONTRACT 3.1); nobody waits longer. */
  private static final Duration SYNC_STARTS_WITHIN = Duration.ofSeconds(60);

  private final Requests requests;
  private final RequestCheck check;

  Admissions(Requests requests, RequestCheck check) {
    this.requests = requests;
    this.check = check;
  }

  /**
   * Judges a request of which {@link Requests} could tell the lane.
   *
   * @param rows what is known of its connection
   */
  Admission admit(InboundRecord record, TaskRows rows, Instant now) {
    if (!(requests.read(record)
        instanceof Requests.Read.Request(JsonNode json, OperationRequest request))) {
      return new Admission.Refuse("not an operation request"); // route() has told more already
    }
    Connection connection = rows.connection(request.connectionId());
    if (connection != null && !connection.partnerId().equals(request.partnerId())) {
      return new Admission.Refuse(
          "the connection %s is not one of partner %s"
              .formatted(request.connectionId(), request.partnerId()));
    }
    Set<UUID> awaited = References.awaited(rows, request);
    Item item = item(request, record, placement(request, awaited, rows, now), now);
    List<String> problems = check.problems(json, request);
    if (problems.isEmpty() && connection != null && awaited.size() > Placement.MAX_REFERENCES) {
      problems = List.of(tooMany(awaited.size()));
    }
    if (!problems.isEmpty()) {
      String all = String.join("; ", problems);
      return connection == null
          ? new Admission.Refuse(all)
          : new Admission.Fail(item, new Refusal(FailureCode.INVALID_REQUEST, all).asReason());
    }
    if (connection != null && connection.status() == ConnectionStatus.DELETED) {
      return new Admission.Fail(
          item,
          new Refusal(FailureCode.CONNECTION_DELETED, "the connection was deleted").asReason());
    }
    return new Admission.Accept(item);
  }

  /** What is wrong with a request that was taken in. */
  List<String> problems(Item item, OperationRequest request) {
    return check.problems(Json.mapper().readTree(item.payload()), request);
  }

  private static Item item(
      OperationRequest request, InboundRecord record, Placement placement, Instant now) {
    Instant expiresAt = request.expiresAt() == null ? Item.NEVER : request.expiresAt();
    return new Item(
        new LaneId(request.connectionId()),
        new ItemId(request.id()),
        placement,
        now,
        expiresAt,
        record.value() == null ? new byte[0] : record.value());
  }

  private static String tooMany(int awaited) {
    return "/payload: names %d resources that are not known on this connection; an operation waits for the creates of %d at most"
        .formatted(awaited, Placement.MAX_REFERENCES);
  }

  private static Placement placement(
      OperationRequest request, Set<UUID> awaited, TaskRows rows, Instant now) {
    Long version = request.connectionVersion();
    Placement placement =
        new Placement(
                priority(request.priority()),
                orderKey(request, rows),
                // What is less than none is for the schema to tell, not for a placement.
                version == null ? 0 : Math.max(0, version))
            .after(
                // What is beyond is refused: here, or when it is prepared.
                awaited.stream()
                    .limit(Placement.MAX_REFERENCES)
                    .map(id -> Reference.to(new ItemId(id)))
                    .toList());
    if (!Boolean.TRUE.equals(request.isSync())) {
      return placement;
    }
    Instant latest = now.plus(SYNC_STARTS_WITHIN);
    Instant asked = request.expiresAt();
    return placement.express(asked == null || asked.isAfter(latest) ? latest : asked);
  }

  private static String orderKey(OperationRequest request, TaskRows rows) {
    UUID target = request.resourceId();
    if (request.operationType() != OperationType.UPDATE || target == null) {
      return "";
    }
    Resource resource = request.resource();
    return resource.wireName() + "/" + rows.orderName(request.connectionId(), resource, target);
  }

  private static dev.waybill.lane.core.Priority priority(@Nullable Priority asked) {
    return switch (asked) {
      case HIGH -> dev.waybill.lane.core.Priority.HIGH;
      case LOW -> dev.waybill.lane.core.Priority.LOW;
      case NORMAL -> dev.waybill.lane.core.Priority.NORMAL;
      case null -> dev.waybill.lane.core.Priority.NORMAL;
    };
  }
}
