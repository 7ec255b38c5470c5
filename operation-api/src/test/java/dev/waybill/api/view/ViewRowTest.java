package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ViewRowTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final UUID PARTNER = UUID.randomUUID();

  private final OperationRequest request =
      new OperationRequest(
          UUID.randomUUID(),
          PARTNER,
          UUID.randomUUID(),
          Resource.VEHICLE,
          OperationType.CREATE,
          null,
          Json.mapper().createObjectNode().put("vehicle_name", "Käthe"),
          NOW,
          null,
          null,
          1L,
          null,
          "key",
          "a fingerprint");
  private final Operation operation =
      new Operation(
          request.id(),
          PARTNER,
          request.connectionId(),
          "acme",
          "simulator",
          Resource.VEHICLE,
          OperationType.CREATE,
          request.payload(),
          UUID.randomUUID(),
          "veh_1",
          OperationStatus.SUCCESS,
          NOW,
          NOW.plusMillis(5),
          null,
          List.of(),
          OperationState.of(Phase.DONE),
          null,
          1,
          2,
          null,
          null,
          "key",
          false,
          Priority.NORMAL,
          List.of());

  @Test
  void keepsARequestAndThenTheSchedulersWordOnIt() {
    ViewRow asked = again(ViewRow.asked(RequestHead.of(request), Json.write(request), 7));
    assertThat(asked.isTold()).isFalse();
    assertThat(asked.request()).isEqualTo(request);
    assertThat(asked.operation()).isNull();
    assertThat(asked.createdAtMs()).isEqualTo(NOW.toEpochMilli());
    assertThat(asked.partnerId()).isEqualTo(PARTNER);
    ViewRow told = again(asked.told(OperationHead.of(operation), Json.write(operation)));
    assertThat(told.request()).isNull();
    assertTold(told);
  }

  @Test
  void leavesOutAFingerprintThatNobodyHas() {
    for (int length : List.of(40_000, 70_000, 200_000)) {
      RequestHead asked = new RequestHead(OperationHead.of(request), "f".repeat(length));
      ViewRow row = again(ViewRow.asked(asked, Json.write(request), 7));
      assertThat(row.fingerprint()).isNull();
      assertThat(row.request()).isEqualTo(request);
      ViewRow told = ViewRow.toldFirst(OperationHead.of(operation), Json.write(operation));
      assertThat(again(told.askedLate(asked, 7)).operation()).isEqualTo(operation);
    }
  }

  @Test
  void keepsARequestThatComesLate() {
    ViewRow told = again(ViewRow.toldFirst(OperationHead.of(operation), Json.write(operation)));
    assertThat(told.requestOffset()).isNull();
    assertThat(told.fingerprint()).isNull();
    assertTold(again(told.askedLate(RequestHead.of(request), 7)));
  }

  @Test
  void readsWhatWasWrittenBefore() {
    assertTold(ViewRow.read(allJson(null, operation)));
    ViewRow asked = ViewRow.read(allJson(request, null));
    assertThat(asked.request()).isEqualTo(request);
    assertThat(asked.requestOffset()).isEqualTo(7);
    assertThatThrownBy(() -> ViewRow.read(new byte[] {9})).hasMessageContaining("version");
  }

  @Test
  void readsTheHeadOfAnEventAndWhereItsOperationStands() {
    OperationEvent event =
        new OperationEvent(UUID.randomUUID(), "any", OperationEvent.VERSION, NOW, operation);
    byte[] json = Json.write(event);
    OperationHead.InEvent read = OperationHead.inEvent(json).orElseThrow();
    assertThat(read.head()).isEqualTo(OperationHead.of(operation));
    assertThat(new String(json, read.from(), read.to() - read.from(), UTF_8))
        .isEqualTo(new String(Json.write(operation), UTF_8));
    String shuffled =
        new String(json, UTF_8).replace("{\"id\":\"" + event.id(), " {\"x\": [{}], \"id\":\"é");
    OperationHead.InEvent found = OperationHead.inEvent(shuffled.getBytes(UTF_8)).orElseThrow();
    assertThat(found.head()).isEqualTo(read.head());
  }

  @Test
  void takesNoEventThatLacksWhatEveryOperationHas() {
    for (String field :
        List.of(
            "id",
            "partner_id",
            "connection_id",
            "resource",
            "operation_type",
            "payload",
            "status",
            "created_at",
            "updated_at")) {
      Map<String, Object> data = fields();
      assertThat(data.remove(field)).as(field).isNotNull();
      assertThat(head(data)).as("without " + field).isEmpty();
      data.put(field, List.of("no such thing"));
      assertThat(head(data)).as("a wrong " + field).isEmpty();
    }
    assertThat(head(fields())).isPresent();
    assertThat(OperationHead.inEvent(null)).isEmpty();
    for (String text : List.of("", "garbage", "null", "[]", "{}", "{\"data\":1}", "{\"data\":{}")) {
      assertThat(OperationHead.inEvent(text.getBytes(UTF_8))).as(text).isEmpty();
    }
  }

  private Map<String, Object> fields() {
    Map<String, Object> data = new LinkedHashMap<>();
    Json.mapper().valueToTree(operation).forEachEntry((name, value) -> data.put(name, value));
    return data;
  }

  private static Optional<OperationHead.InEvent> head(Map<String, Object> data) {
    return OperationHead.inEvent(Json.write(Map.of("data", data)));
  }

  private void assertTold(ViewRow row) {
    assertThat(row.isTold()).isTrue();
    assertThat(row.isEnded()).isTrue();
    assertThat(row.run()).isEqualTo(2);
    assertThat(row.operation()).isEqualTo(operation);
    assertThat(row.updatedAtMs()).isEqualTo(NOW.toEpochMilli() + 5);
    assertThat(row.connectionId()).isEqualTo(request.connectionId());
    assertThat(row.requestOffset()).isEqualTo(7);
    assertThat(row.fingerprint()).isEqualTo("a fingerprint");
  }

  private static ViewRow again(ViewRow row) {
    return ViewRow.read(row.write());
  }

  private byte[] allJson(OperationRequest asked, Operation told) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("request", asked);
    row.put("operation", told);
    row.put("fingerprint", "a fingerprint");
    row.put("request_offset", 7);
    byte[] json = Json.write(row);
    return ByteBuffer.allocate(json.length + 1).put((byte) 1).put(json).array();
  }
}
