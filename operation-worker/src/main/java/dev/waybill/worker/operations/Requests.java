package dev.waybill.worker.operations;

import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.TopicPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads requests, each once although it is asked for again and again: to find its lane, to admit
 * it, and, as an item, at each step of its life.
 *
 * <p>What is remembered of items was read from their own payloads, and never from a record that may
 * be a duplicate with another content.
 */
final class Requests {
  /** As many as a task usually has in flight, of a few kilobytes each. */
  private static final int REMEMBERED = 1_024;

  private @Nullable InboundRecord lastRecord;
  private @Nullable Read lastRead;
  private final Map<Key, OperationRequest> items =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, OperationRequest> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Key(LaneId lane, ItemId item) {}

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

  /** What an item asks for. */
  OperationRequest of(Item item) {
    Key key = new Key(item.lane(), item.id());
    OperationRequest known = items.get(key);
    if (known != null) {
      return known;
    }
    OperationRequest read = wasJustRead(item);
    items.put(key, read);
    return read;
  }

  /** The item is made of the record that was read last, in most cases. */
  @SuppressWarnings("ReferenceEquality") // the very bytes
  private OperationRequest wasJustRead(Item item) {
    if (lastRecord != null
        && lastRecord.value() == item.payload()
        && lastRead instanceof Read.Request(JsonNode json, OperationRequest request)) {
      return request;
    }
    return Json.read(item.payload(), OperationRequest.class);
  }

  /** It has ended: nobody asks again, unless somebody retries it. */
  void forget(Item item) {
    items.remove(new Key(item.lane(), item.id()));
  }

  /** Nothing that was read before is to be believed. */
  void forgetAll() {
    lastRecord = null;
    lastRead = null;
    items.clear();
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
      return new Read.Malformed("not an operation request: " + Json.complaint(e));
    }
    if (Json.isDeeperThan(TopicPlan.MAX_REQUEST_DEPTH, json)) {
      return new Read.Malformed(
          "an operation request nested deeper than " + TopicPlan.MAX_REQUEST_DEPTH);
    }
    String missing = missing(request);
    if (missing != null) {
      return new Read.Malformed("not an operation request: " + missing);
    }
    return new Read.Request(json, request);
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static @Nullable String missing(OperationRequest request) {
    if (request == null) {
      return "null";
    }
    String field = null;
    if (request.id() == null) {
      field = "id";
    } else if (request.partnerId() == null) {
      field = "partner_id";
    } else if (request.connectionId() == null) {
      field = "connection_id";
    } else if (request.resource() == null) {
      field = "resource";
    } else if (request.operationType() == null) {
      field = "operation_type";
    } else if (request.payload() == null) {
      field = "payload";
    } else if (request.requestedAt() == null) {
      field = "requested_at";
    }
    return field == null ? null : field + " is missing";
  }
}
