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
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;

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

  /** Without a look for doubled keys: nobody but the scheduler writes events. */
  private static final ObjectReader EVENTS =
      Json.mapper().reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

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
    try (JsonParser json = EVENTS.createParser(event)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (json.nextToken() == JsonToken.START_OBJECT && name.equals(DATA)) {
          int from = Math.toIntExact(json.currentLocation().getByteOffset()) - 1;
          OperationHead head = read(json);
          int to = Math.toIntExact(json.currentLocation().getByteOffset());
          // Only of UTF-8 the parser knows where it is.
          return from < 0 ? Optional.empty() : Optional.of(new InEvent(head, from, to));
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

  /** The head of an operation's own JSON; empty if it is malformed. */
  static Optional<OperationHead> ofOperation(byte[] operation) {
    try (JsonParser json = EVENTS.createParser(operation)) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? Optional.of(read(json))
          : Optional.empty();
    } catch (JacksonException
        | DateTimeException
        | IllegalArgumentException
        | NullPointerException e) {
      return Optional.empty();
    }
  }

  private static OperationHead read(JsonParser json) {
    Fields fields = new Fields();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
        json.skipChildren();
        fields.hasPayload |= name.equals(PAYLOAD) && value == JsonToken.START_OBJECT;
      } else if (value != JsonToken.VALUE_NULL) {
        fields.take(name, json);
      }
    }
    return fields.head();
  }

  private static @Nullable String lower(@Nullable String id) {
    return id == null ? null : id.toLowerCase(Locale.ROOT);
  }

  private static String present(@Nullable String field) {
    return Objects.requireNonNull(field);
  }

  private static UUID id(@Nullable String field) {
    return Ids.parse(present(field)).orElseThrow(IllegalArgumentException::new);
  }

  /** What has been read of an operation so far. */
  private static final class Fields {
    private @Nullable String id;
    private @Nullable String partnerId;
    private @Nullable String connectionId;
    private @Nullable String resource;
    private @Nullable String operationType;
    private @Nullable String status;
    private @Nullable String resourceId;
    private @Nullable String sourceId;
    private @Nullable String sourceName;
    private @Nullable String fleetRef;
    private @Nullable String run;
    private @Nullable String createdAt;
    private @Nullable String updatedAt;
    private boolean hasPayload;

    void take(String name, JsonParser value) {
      switch (name) {
        case "id" -> id = value.getString();
        case "partner_id" -> partnerId = value.getString();
        case "connection_id" -> connectionId = value.getString();
        case "resource" -> resource = value.getString();
        case "operation_type" -> operationType = value.getString();
        case "status" -> status = value.getString();
        case "resource_id" -> resourceId = value.getString();
        case "source_id" -> sourceId = value.getString();
        case "source_name" -> sourceName = value.getString();
        case "fleet_ref" -> fleetRef = value.getString();
        case "run" -> run = value.getString();
        case "created_at" -> createdAt = value.getString();
        case "updated_at" -> updatedAt = value.getString();
        default -> {
          // for whoever asks for the whole
        }
      }
    }

    OperationHead head() {
      if (!hasPayload) {
        throw new IllegalArgumentException("no payload");
      }
      return new OperationHead(
          OperationHead.id(id),
          OperationHead.id(partnerId),
          OperationHead.id(connectionId),
          Resource.of(present(resource)).wireName(),
          OperationType.of(present(operationType)).wireName(),
          OperationStatus.of(present(status)).wireName(),
          lower(resourceId),
          sourceId,
          sourceName,
          fleetRef,
          Integer.parseInt(present(run)),
          Json.time(present(createdAt)),
          Json.time(present(updatedAt)));
    }
  }
}
