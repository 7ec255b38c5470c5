package dev.waybill.emitter;

import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values that tests begin with. */
public final class Samples {
  public static final UUID PARTNER = UUID.fromString("0198c0de-0000-7000-8000-00000000000a");
  public static final UUID CONNECTION = UUID.fromString("0198c0de-0000-7000-8000-0000000000cc");
  public static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");

  private Samples() {}

  public static WebhookEndpoint endpoint() {
    return endpoint(THEN);
  }

  public static WebhookEndpoint endpoint(Instant createdAt) {
    return new WebhookEndpoint(
        UUID.randomUUID(),
        PARTNER,
        "https://hooks.example/in",
        List.of("resource_operation.*"),
        WebhookFilters.NONE,
        List.of(new SigningSecret("v1", new EncryptedSecret("c2VjcmV0", 1), null, null)),
        List.of("v1"),
        false,
        WebhookOrdering.PER_OPERATION,
        Map.of(),
        null,
        new ConnectionLimits(100, 100, 10),
        WebhookEndpoint.DEFAULT_RETRY_SCHEDULE_S,
        WebhookEndpoint.DEFAULT_TIMEOUT_MS,
        WebhookStatus.ACTIVE,
        null,
        1,
        createdAt,
        createdAt);
  }

  public static OperationEvent event(UUID partner, UUID operation, String type, Instant at) {
    OperationStatus status =
        type.equals(EventTypes.SUCCEEDED) ? OperationStatus.SUCCESS : OperationStatus.PENDING;
    Operation data =
        new Operation(
            operation,
            partner,
            CONNECTION,
            "fleet-1",
            "simulator",
            Resource.MESSAGE,
            OperationType.CREATE,
            Json.mapper().createObjectNode().put("body", "Žluťoučký 🚚"),
            null,
            null,
            status,
            at,
            at,
            null,
            List.of(),
            new OperationState(Phase.QUEUED, null, null, null),
            null,
            0,
            1,
            null,
            null,
            null,
            false,
            Priority.NORMAL,
            List.of());
    return new OperationEvent(UUID.randomUUID(), type, OperationEvent.VERSION, at, data);
  }
}
