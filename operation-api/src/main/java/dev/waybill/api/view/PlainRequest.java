package dev.waybill.api.view;

import dev.waybill.api.id.Ids;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.TopicPlan;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;

/**
 * Reads a request as nearly all of them are written, token by token, without making anything of
 * what is in it: a third of the time that the whole takes. It takes nothing that reading the whole
 * would not take, and leaves much that it would: ids and times in other forms, long numbers, more
 * names than it remembers. One reading; not thread-safe.
 */
final class PlainRequest {
  /** Doubled names are looked for here: the parser's own way keeps a set for each object. */
  private static final ObjectReader READER =
      Json.mapper().reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  /** Of an object and those that it stands in; of the largest resource a third. */
  private static final int MOST_NAMES = 64;

  private static final int MOST_DIGITS = 18;
  private static final int TIME_LENGTH = "2026-11-22T10:15:30.000Z".length();

  private final JsonParser json;
  private final String[] names = new String[MOST_NAMES];
  private int known;
  private @Nullable UUID id;
  private @Nullable UUID partnerId;
  private @Nullable UUID connectionId;
  private @Nullable Resource resource;
  private @Nullable OperationType operationType;
  private @Nullable Instant requestedAt;
  private @Nullable String fingerprint;
  private boolean hasPayload;

  private PlainRequest(JsonParser json) {
    this.json = json;
  }

  /** The head of a request; empty if it is none, or has to be read as a whole to know. */
  static Optional<RequestHead> read(byte[] value) {
    try (JsonParser json = READER.createParser(value)) {
      PlainRequest request = new PlainRequest(json);
      return request.isRead() ? Optional.ofNullable(request.head()) : Optional.empty();
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isRead() {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (!isNew(name, 0) || !isTaken(name, json.nextToken())) {
        return false;
      }
    }
    return json.nextToken() == null;
  }

  private @Nullable RequestHead head() {
    if (id == null
        || partnerId == null
        || connectionId == null
        || resource == null
        || operationType == null
        || requestedAt == null
        || !hasPayload) {
      return null;
    }
    OperationHead head =
        new OperationHead(
            id,
            partnerId,
            connectionId,
            resource.wireName(),
            operationType.wireName(),
            OperationStatus.PENDING.wireName(),
            null,
            null,
            null,
            null,
            1,
            requestedAt,
            requestedAt);
    return new RequestHead(head, fingerprint);
  }

  /** Takes a field of the request; false if its value has to be read otherwise. */
  private boolean isTaken(String name, JsonToken value) {
    if (value == JsonToken.VALUE_NULL) {
      return true; // as if it were not there: of what must be there, that is noticed
    }
    return switch (name) {
      case "id" -> (id = id(value)) != null;
      case "partner_id" -> (partnerId = id(value)) != null;
      case "connection_id" -> (connectionId = id(value)) != null;
      case "resource_id" -> id(value) != null;
      case "requested_at" -> (requestedAt = time(value)) != null;
      case "expires_at" -> time(value) != null;
      case "payload" -> value == JsonToken.START_OBJECT && (hasPayload = isPlain(value, 1));
      case "connection_version" -> value == JsonToken.VALUE_NUMBER_INT && isShort();
      case "is_sync" -> value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE;
      case "resource", "operation_type", "priority", "idempotency_key", "fingerprint" ->
          value == JsonToken.VALUE_STRING && isTaken(name);
      default -> isPlain(value, 1);
    };
  }

  private boolean isTaken(String name) {
    return switch (name) {
      case "resource" -> (resource = Resource.of(json.getString())) != null;
      case "operation_type" -> (operationType = OperationType.of(json.getString())) != null;
      case "priority" -> Priority.of(json.getString()) != null;
      case "fingerprint" -> (fingerprint = json.getString()) != null;
      default -> true; // any text is a key
    };
  }

  private @Nullable UUID id(JsonToken value) {
    return value == JsonToken.VALUE_STRING ? Ids.parse(json.getString()).orElse(null) : null;
  }

  private @Nullable Instant time(JsonToken value) {
    if (value != JsonToken.VALUE_STRING || json.getStringLength() != TIME_LENGTH) {
      return null;
    }
    Instant time = Json.time(json.getString());
    return Json.isTime(time) ? time : null;
  }

  /** Walks over a value; false if it has anything that has to be read to know. */
  private boolean isPlain(JsonToken value, int depth) {
    return switch (value) {
      case START_OBJECT -> depth < TopicPlan.MAX_REQUEST_DEPTH && isPlainObject(depth);
      case START_ARRAY -> depth < TopicPlan.MAX_REQUEST_DEPTH && isPlainList(depth);
      case VALUE_NUMBER_INT -> isShort();
      case VALUE_NUMBER_FLOAT -> isShort() && !hasExponent(json.getString());
      case VALUE_STRING, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> true;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> false;
    };
  }

  private boolean isPlainObject(int depth) {
    int first = known;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (!isNew(name, first) || !isPlain(json.nextToken(), depth + 1)) {
        return false;
      }
    }
    known = first;
    return true;
  }

  private boolean isPlainList(int depth) {
    for (JsonToken value = json.nextToken();
        value != JsonToken.END_ARRAY;
        value = json.nextToken()) {
      if (!isPlain(value, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** A number that fits whatever it is read into. */
  private boolean isShort() {
    return json.getStringLength() <= MOST_DIGITS;
  }

  /** One of a few digits may still be beyond all numbers. */
  private static boolean hasExponent(String number) {
    return number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
  }

  /** Whether an object has not had a name before; false as well when there is no more room. */
  private boolean isNew(String name, int first) {
    if (known == MOST_NAMES) {
      return false;
    }
    for (int i = first; i < known; i++) {
      if (names[i].equals(name)) {
        return false;
      }
    }
    names[known++] = name;
    return true;
  }
}
