package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of problem codes: which one each scenario of {@link ApiScenarios} is answered with,
 * scenarios for codes of which none of those is, and what brings about the rest.
 */
final class ApiCodes {
  private static final String WRITE = "/v2/telematics/(?!batch).*";
  private static final String VEHICLES = "/v2/telematics/vehicles";

  /** Code → the test that brings it about, for what it takes is not to be had here. */
  static final Map<String, String> ELSEWHERE =
      new TreeMap<>(
          Map.ofEntries(
              // A body that comes for seconds.
              Map.entry("request_timeout", "BadInputIT"),
              Map.entry("too_many_batches", "BadInputIT"),
              // A million operations, or days, that are told of and never were.
              Map.entry("backlog_full", "DoorApiIT"),
              Map.entry("operation_too_old", "DoorApiIT"),
              // An operation ahead that takes ten seconds.
              Map.entry("resource_busy", "SyncIT"),
              // A cancel within the milliseconds of a synchronous write.
              Map.entry("operation_cancelled", "SyncWritesTest"),
              // A process without any adapter.
              Map.entry("not_implemented", "DryRunsTest"),
              // A Kafka that dies at the right moment.
              Map.entry("not_acknowledged", "RecordPublisherTest"),
              Map.entry("busy", "BatchSlotsTest"),
              // A fault of ours: none is known.
              Map.entry("internal_error", "ProblemCodeTest")));

  /** What holds wherever the status is documented and nothing else is said. */
  private static final Map<Integer, String> COMMON =
      Map.ofEntries(
          Map.entry(400, "invalid_query"),
          Map.entry(401, "unauthenticated"),
          Map.entry(403, "insufficient_scope"),
          Map.entry(413, "body_too_large"),
          Map.entry(415, "unsupported_media_type"),
          Map.entry(422, "invalid_body"),
          Map.entry(429, "too_many_requests"),
          Map.entry(501, "not_supported_by_tsp"),
          Map.entry(502, "tsp_failed"),
          Map.entry(503, "keys_unavailable"),
          Map.entry(504, "not_ended_in_time"));

  /** What is not there, by the beginning of the path; the first that fits. */
  private static final Map<String, String> MISSING = new LinkedHashMap<>();

  /** What stands in the way, by the beginning of the operation's name. */
  private static final Map<String, String> CONFLICTS =
      Map.ofEntries(
          Map.entry("cancelOperation", "operation_ended"),
          Map.entry("expediteOperation", "operation_ended"),
          Map.entry("retryOperation", "operation_not_failed"),
          Map.entry("createWebhook", "too_many_webhooks"),
          Map.entry("pauseWebhook", "webhook_not_active"),
          Map.entry("pingWebhook", "webhook_not_active"),
          Map.entry("replayWebhook", "webhook_not_active"),
          Map.entry("redriveDeadLetter", "dead_letter_put_back"));

  static {
    MISSING.put("/v2/integrations/connections/{connection_id}/resource-", "operation_not_found");
    MISSING.put("/v2/integrations/connections/", "connection_not_found");
    MISSING.put("/v2/integrations/tsps/", "tsp_not_found");
    MISSING.put("/v2/resource-operations/", "operation_not_found");
    MISSING.put("/v2/notifications/webhooks/", "webhook_not_found");
    MISSING.put("/v2/ops/dead-letters/", "dead_letter_not_found");
    MISSING.put("/v2/telematics/", "connection_not_found");
    MISSING.put("/", "not_found");
  }

  private ApiCodes() {}

  /** A call that is answered with a code, which none of the other scenarios is. */
  record Row(String code, Supplier<ApiCall> call) {}

  /** The code that the scenario of a status is answered with; empty if no problem is. */
  static Optional<String> of(Described operation, int status) {
    if (status < 400) {
      return Optional.empty();
    }
    boolean write = operation.path().matches(WRITE);
    return Optional.ofNullable(
        switch (status) {
          case 400 -> write ? "malformed_json" : COMMON.get(status);
          case 404 ->
              MISSING.entrySet().stream()
                  .filter(entry -> operation.path().startsWith(entry.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElseThrow();
          case 409 ->
              CONFLICTS.entrySet().stream()
                  .filter(entry -> operation.id().startsWith(entry.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse(write ? "connection_paused" : "connection_deleted");
          default -> COMMON.get(status);
        });
  }

  /** Scenarios for the other codes. */
  static List<Row> more(ApiScenery scenery) {
    List<Row> rows = new ArrayList<>();
    ApiCall list = call(scenery, "GET", "/v2/integrations/connections/resource-operations");
    rows.add(new Row("bad_request", () -> list.with("X-Long", "x".repeat(20_000))));
    rows.add(new Row("invalid_cursor", () -> list.asking("cursor=abc")));
    rows.add(new Row("not_found", () -> call(scenery, "GET", "/v2/nothing")));
    rows.add(new Row("method_not_allowed", () -> call(scenery, "DELETE", VEHICLES)));
    rows.add(
        new Row(
            "invalid_header",
            () -> vehicle(scenery, scenery.open).with("Waybill-Priority", "urgent")));
    rows.add(new Row("read_only_share", () -> vehicle(scenery, scenery.readOnly())));
    rows.add(new Row("idempotency_key_reused", () -> reused(scenery)));
    rows.add(new Row("dead_letter_kept", () -> kept(scenery)));
    rows.add(new Row("resource_not_found", () -> unknownVehicle(scenery)));
    rows.add(new Row("operation_invalid", () -> unknownSender(scenery)));
    rows.add(new Row("connection_suspended", () -> suspended(scenery)));
    rows.add(
        new Row(
            "rejected_by_tsp",
            () -> sync(scenery, Map.of("reject_resources", List.of("vehicle")))));
    rows.add(
        new Row(
            "outcome_unknown",
            () ->
                sync(
                    scenery,
                    Map.of(
                        "idempotent",
                        false,
                        "fail_next",
                        Map.of("count", 1, "mode", "drop_response")))));
    return rows;
  }

  private static ApiCall reused(ApiScenery scenery) {
    String key = UUID.randomUUID().toString();
    vehicle(scenery, scenery.open).with("Idempotency-Key", key).send();
    return vehicle(scenery, scenery.spare)
        .json(
            "{\"connection_id\":\"%s\",\"vehicle_name\":\"Another\"}"
                .formatted(scenery.open)
                .getBytes(UTF_8))
        .with("Idempotency-Key", key);
  }

  private static ApiCall kept(ApiScenery scenery) {
    return call(scenery, "POST", "/v2/ops/dead-letters/" + scenery.letterOfTooMuch() + "/redrive");
  }

  private static ApiCall unknownVehicle(ApiScenery scenery) {
    ApiCall create = vehicle(scenery, scenery.open);
    return call(scenery, "PATCH", VEHICLES + "/" + UUID.randomUUID() + "?is_sync=true")
        .json(create.body() == null ? new byte[0] : create.body());
  }

  private static ApiCall unknownSender(ApiScenery scenery) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("connection_id", scenery.open.toString());
    message.put("sender_id", UUID.randomUUID().toString());
    message.put("recipient_id", scenery.resource("user").toString());
    message.put("message_text", "Hello");
    return call(scenery, "POST", "/v2/telematics/messages?is_sync=true").json(Json.write(message));
  }

  private static ApiCall suspended(ApiScenery scenery) {
    UUID connection = scenery.behaving(Map.of("unauthorized", true));
    vehicle(scenery, connection).send();
    Awaitility.await("it is suspended")
        .atMost(ApiCall.LIMIT)
        .until(
            () -> scenery.connection(connection).path("status").asString("").equals("suspended"));
    return vehicle(scenery, connection).asking("is_sync=true");
  }

  private static ApiCall sync(ApiScenery scenery, Map<String, ?> behaviour) {
    return vehicle(scenery, scenery.behaving(behaviour)).asking("is_sync=true");
  }

  private static ApiCall vehicle(ApiScenery scenery, UUID connection) {
    return call(scenery, "POST", VEHICLES)
        .json(
            "{\"connection_id\":\"%s\",\"vehicle_name\":\"Truck\"}"
                .formatted(connection)
                .getBytes(UTF_8));
  }

  private static ApiCall call(ApiScenery scenery, String method, String path) {
    return ApiCall.of(scenery.url, method, path, scenery.partner.token());
  }
}
