package dev.waybill.api.view;

import dev.waybill.api.id.Ids;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the view itself must know of an operation; the rest it keeps as it came. Reading this much
 * of an event, and keeping the bytes, takes a fraction of what reading and writing all of it takes.
 *
 * @param resource and the next ones as they stand on the wire
 */
record OperationHead(
    UUID id,
    UUID partnerId,
    UUID connectionId,
    String resource,
    String operationType,
    String status,
    @Nullable String resourceId,
    @Nullable String sourceId,
    @Nullable String sourceName,
    @Nullable String fleetRef,
    int run,
    Instant createdAt,
    Instant updatedAt) {
  private static final String DATA = "data";
  private static final String PAYLOAD = "payload";
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "partner_id",
          "connection_id",
          "resource",
          "operation_type",
          "status",
          "resource_id",
          "source_id",
          "source_name",
          "fleet_ref",
          "run",
          "created_at",
          "updated_at");

  /**
   * An event's operation.
   *
   * @param from where its JSON begins in the event's
   * @param to behind its end
   */
  record InEvent(OperationHead head, int from, int to) {}

  static OperationHead of(Operation operation) {
    return new OperationHead(
        operation.id(),
        operation.partnerId(),
        operation.connectionId(),
        operation.resource().wireName(),
        operation.operationType().wireName(),
        operation.status().wireName(),
        operation.resourceId() == null ? null : operation.resourceId().toString(),
        operation.sourceId(),
        operation.sourceName(),
        operation.fleetRef(),
        operation.run(),
        operation.createdAt(),
        operation.updatedAt());
  }

  /** An operation that is asked for; fleet and TSP are its connection's to say. */
  static OperationHead of(OperationRequest request) {
    return new OperationHead(
        request.id(),
        request.partnerId(),
        request.connectionId(),
        request.resource().wireName(),
        request.operationType().wireName(),
        OperationStatus.PENDING.wireName(),
        null,
        null,
        null,
        null,
        1,
        request.requestedAt(),
        request.requestedAt());
  }

  boolean ended() {
    return !status.equals(OperationStatus.PENDING.wireName());
  }

  /** The head of the operation that an event tells of; empty if it is malformed. */
  static Optional<InEvent> inEvent(byte @Nullable [] event) {
    if (event == null) {
      return Optional.empty();
    }
    try (JsonParser json = Json.mapper().createParser(event)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (json.nextToken() == JsonToken.START_OBJECT && name.equals(DATA)) {
          int from = Math.toIntExact(json.currentLocation().getByteOffset()) - 1;
          OperationHead head = read(json);
          return Optional.of(
              new InEvent(head, from, Math.toIntExact(json.currentLocation().getByteOffset())));
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException
        | DateTimeException
        | IllegalArgumentException
        | NullPointerException e) {
      return Optional.empty(); // malformed; a field that is missing as well
    }
  }

  private static OperationHead read(JsonParser json) {
    Map<String, String> fields = new HashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
        json.skipChildren();
        if (name.equals(PAYLOAD) && value == JsonToken.START_OBJECT) {
          fields.put(PAYLOAD, "");
        }
      } else if (value != JsonToken.VALUE_NULL && FIELDS.contains(name)) {
        fields.put(name, json.getString());
      }
    }
    Objects.requireNonNull(fields.get(PAYLOAD));
    return new OperationHead(
        id(fields, "id"),
        id(fields, "partner_id"),
        id(fields, "connection_id"),
        Resource.of(present(fields, "resource")).wireName(),
        OperationType.of(present(fields, "operation_type")).wireName(),
        OperationStatus.of(present(fields, "status")).wireName(),
        lower(fields.get("resource_id")),
        fields.get("source_id"),
        fields.get("source_name"),
        fields.get("fleet_ref"),
        Integer.parseInt(present(fields, "run")),
        Instant.parse(present(fields, "created_at")),
        Instant.parse(present(fields, "updated_at")));
  }

  private static @Nullable String lower(@Nullable String id) {
    return id == null ? null : id.toLowerCase(Locale.ROOT);
  }

  private static String present(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name));
  }

  private static UUID id(Map<String, String> fields, String name) {
    return Ids.parse(present(fields, name)).orElseThrow(IllegalArgumentException::new);
  }
}
