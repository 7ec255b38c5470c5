package dev.waybill.worker.operations;

import dev.waybill.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the TSP's ids beside ours: for each field of a payload that names another resource of the
 * connection there is a {@code source_*} twin (CONTRACT 3.1).
 */
final class References {
  /** Field → what it names. Names mean the same in every payload. */
  private static final Map<String, Resource> FIELDS =
      Map.of(
          "sender_id", Resource.USER,
          "recipient_id", Resource.USER,
          "recipient_ids", Resource.USER,
          "reply_to_message_id", Resource.MESSAGE,
          "driver_id", Resource.USER,
          "co_driver_id", Resource.USER,
          "vehicle_id", Resource.VEHICLE,
          "trailer_id", Resource.TRAILER);

  private References() {}

  /**
   * A payload with its twins.
   *
   * @param warnings one for each reference that is not known: it is passed on as it came, for the
   *     TSP to judge
   */
  record Resolved(ObjectNode payload, List<String> warnings) {}

  /** Also of a payload that is to be refused: what is no text names nothing. */
  static Resolved resolve(TaskRows rows, UUID connectionId, ObjectNode asked) {
    if (!namesOthers(asked)) {
      return new Resolved(asked, List.of());
    }
    ObjectNode payload = asked.deepCopy();
    List<String> warnings = new ArrayList<>();
    asked.forEachEntry((field, value) -> {
      Resource resource = FIELDS.get(field);
      if (resource == null || value.isNull()) {
        return;
      }
      if (value instanceof ArrayNode list) {
        ArrayNode twins = payload.putArray("source_" + field);
        for (JsonNode id : list) {
          if (id.isString()) {
            twins.add(sourceId(rows, connectionId, resource, id, warnings));
          }
        }
      } else if (value.isString()) {
        payload.put("source_" + field, sourceId(rows, connectionId, resource, value, warnings));
      }
    });
    return new Resolved(payload, warnings);
  }

  private static boolean namesOthers(ObjectNode asked) {
    for (String field : asked.propertyNames()) {
      if (FIELDS.containsKey(field)) {
        return true;
      }
    }
    return false;
  }

  private static String sourceId(
      TaskRows rows, UUID connectionId, Resource resource, JsonNode id, List<String> warnings) {
    String text = id.stringValue();
    String known = null;
    try {
      known = rows.sourceId(connectionId, resource, UUID.fromString(text));
    } catch (IllegalArgumentException notOurs) {
      known = null; // not a UUID: cannot be in the table
    }
    if (known != null) {
      return known;
    }
    warnings.add(
        "%s %s is not known on this connection; passed on as it is"
            .formatted(resource.wireName(), text));
    return text;
  }
}
