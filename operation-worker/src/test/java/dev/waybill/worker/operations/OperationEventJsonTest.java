package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OperationEventJsonTest {
  @Test
  void writesWhatTheMapperWouldWrite() {
    Instant at = Instant.parse("2026-11-22T10:15:30.120Z");
    ObjectNode payload = Json.mapper().createObjectNode().put("vehicle_name", "Lkw „Süd“ \"12\"");
    Operation operation =
        new OperationDraft(
                new OperationRequest(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    Resource.VEHICLE,
                    OperationType.CREATE,
                    null,
                    payload,
                    at,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null),
                null)
            .build(at);
    UUID id = UUID.randomUUID();

    byte[] written = OperationEventJson.write(id, EventTypes.SUCCEEDED, at, Json.write(operation));

    assertThat(new String(written, UTF_8))
        .isEqualTo(
            new String(
                Json.write(
                    new OperationEvent(
                        id, EventTypes.SUCCEEDED, OperationEvent.VERSION, at, operation)),
                UTF_8));
  }
}
