package dev.waybill.worker.operations;

import dev.waybill.lane.host.InboundRecord;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.TopicPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads requests, each once although it is asked for twice: to find its lane, and to admit it. */
final class Requests {
  /** What tells of a request nests it deeper, and JSON is written as deep as it is read. */
  private static final int MAX_DEPTH = 100;

  private @Nullable InboundRecord lastRecord;
  private @Nullable Read lastRead;

  /** What became of reading. */
  sealed interface Read {
    record Request(JsonNode json, OperationRequest request) implements Read {}

    record Malformed(String reason) implements Read {}
  }

  @SuppressWarnings("ReferenceEquality") // the very record, asked for the second time
  Read read(InboundRecord record) {
    if (record == lastRecord && lastRead != null) {
      return lastRead;
    }
    Read read = parse(record.value());
    lastRecord = record;
    lastRead = read;
    return read;
  }

  private static Read parse(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return new Read.Malformed("an operation request without a value");
    }
    if (value.length > TopicPlan.MAX_REQUEST_BYTES) {
      return new Read.Malformed(
          "an operation request of %d bytes; at most %d are taken"
              .formatted(value.length, TopicPlan.MAX_REQUEST_BYTES));
    }
    JsonNode json;
    OperationRequest request;
    try {
      json = Json.mapper().readTree(value);
      request = Json.mapper().treeToValue(json, OperationRequest.class);
    } catch (JacksonException e) {
      return new Read.Malformed("not an operation request: " + e.getOriginalMessage());
    }
    if (isDeeperThan(MAX_DEPTH, json)) {
      return new Read.Malformed("an operation request nested deeper than " + MAX_DEPTH);
    }
    String missing = missing(request);
    if (missing != null) {
      return new Read.Malformed("not an operation request: " + missing);
    }
    return new Read.Request(json, request);
  }

  private static boolean isDeeperThan(int depth, JsonNode json) {
    if (!json.isContainer()) {
      return false;
    }
    if (depth == 0) {
      return true;
    }
    for (JsonNode child : json) {
      if (isDeeperThan(depth - 1, child)) {
        return true;
      }
    }
    return false;
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static @Nullable String missing(OperationRequest request) {
    if (request == null) {
      return "null";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", request.id());
    fields.put("partner_id", request.partnerId());
    fields.put("connection_id", request.connectionId());
    fields.put("resource", request.resource());
    fields.put("operation_type", request.operationType());
    fields.put("payload", request.payload());
    fields.put("requested_at", request.requestedAt());
    return fields.entrySet().stream()
        .filter(field -> field.getValue() == null)
        .map(field -> field.getKey() + " is missing")
        .findFirst()
        .orElse(null);
  }
}
