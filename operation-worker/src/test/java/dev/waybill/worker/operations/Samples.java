package dev.waybill.worker.operations;

import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.Progress;
import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvidence;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.RetryPolicy;
import dev.waybill.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the tests of operations as lane items start from. */
final class Samples {
  static final Topics TOPICS = Topics.unprefixed();
  static final UUID PARTNER = UUID.fromString("018f0000-0000-7000-8000-00000000000a");
  static final UUID STRANGER = UUID.fromString("018f0000-0000-7000-8000-00000000000b");
  static final UUID CONNECTION = UUID.fromString("018f0000-0000-7000-8000-00000000000c");
  static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  static final Progress FIRST = new Progress(1, 1, 1);

  private Samples() {}

  static ObjectNode vehicle() {
    return Json.mapper().createObjectNode().put("vehicle_name", "Truck 12");
  }

  static OperationRequest asked(
      UUID partner,
      Resource resource,
      OperationType type,
      @Nullable UUID resourceId,
      ObjectNode payload) {
    return new OperationRequest(
        UUID.randomUUID(),
        partner,
        CONNECTION,
        resource,
        type,
        resourceId,
        payload,
        NOW,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static Connection connection(UUID partner, long version) {
    return new Connection(
        CONNECTION,
        partner,
        "fleet-7",
        "simulator",
        null,
        Json.mapper().createObjectNode(),
        null,
        ConnectionLimits.DEFAULT,
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        null,
        ConnectionStatus.ACTIVE,
        null,
        version,
        NOW,
        NOW);
  }

  static Ended ended(Item item, Ending.Kind kind, String reason, List<byte[]> evidence) {
    return new Ended(item, FIRST, new Ending(kind, reason), NOW, evidence, false);
  }

  static byte[] success(Item item, String sourceId) {
    UUID operation = item.id().value();
    AttemptLog log =
        new AttemptLog(
            Ids.log(operation, 1, 1),
            operation,
            NOW,
            NOW,
            1,
            1,
            AttemptStatus.SUCCESS,
            null,
            null,
            201,
            Map.of(),
            12L);
    return Json.write(new OperationEvidence(log, sourceId));
  }
}
