package dev.waybill.worker.operations;

import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Reference;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.ReferenceFields;
import dev.waybill.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the TSP's ids beside ours: for each field of a payload that names another resource of the
 * connection there is a {@code source_*} twin (CONTRACT 3.1).
 */
final class References {
  /** A payload can name a hundred thousand, and all of it is to fit into an event. */
  private static final int MOST_WARNINGS = 20;

  private static final int MOST_TOLD = 100;

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
      Resource resource = ReferenceFields.ALL.get(field);
      if (resource == null || value.isNull()) {
        return;
      }
      if (value instanceof ArrayNode list) {
        ArrayNode twins = payload.putArray(ReferenceFields.TWIN + field);
        for (JsonNode id : list) {
          if (id.isString()) {
            twins.add(sourceId(rows, connectionId, resource, id, warnings));
          }
        }
      } else if (value.isString()) {
        payload.put(
            ReferenceFields.TWIN + field, sourceId(rows, connectionId, resource, value, warnings));
      }
    });
    return new Resolved(payload, warnings);
  }

  private static boolean namesOthers(ObjectNode asked) {
    for (String field : asked.propertyNames()) {
      if (ReferenceFields.ALL.containsKey(field)) {
        return true;
      }
    }
    return false;
  }

  private static String sourceId(
      TaskRows rows, UUID connectionId, Resource resource, JsonNode id, List<String> warnings) {
    String text = id.stringValue();
    UUID ours = uuid(text);
    TaskRows.Known known = ours == null ? null : rows.known(connectionId, resource, ours);
    if (known != null) {
      return known.sourceId();
    }
    if (warnings.size() < MOST_WARNINGS) {
      warnings.add(
          "%s %s is not known on this connection; passed on as it is"
              .formatted(
                  resource.wireName(), text.substring(0, Math.min(text.length(), MOST_TOLD))));
    }
    return text;
  }

  /**
   * What may be operations that an operation refers to: ids that are not resources yet. Which of
   * them are operations, the engine knows.
   */
  static List<Reference> awaited(TaskRows rows, OperationRequest request) {
    Set<UUID> ids = new LinkedHashSet<>();
    UUID connection = request.connectionId();
    UUID target = request.resourceId();
    if (target != null && rows.sourceId(connection, request.resource(), target) == null) {
      ids.add(target);
    }
    request
        .payload()
        .forEachEntry((field, value) -> {
          Resource resource = ReferenceFields.ALL.get(field);
          if (resource == null) {
            return;
          }
          if (value instanceof ArrayNode list) {
            list.forEach(id -> add(ids, rows, connection, resource, id));
          } else {
            add(ids, rows, connection, resource, value);
          }
        });
    return ids.stream()
        .limit(Placement.MAX_REFERENCES)
        .map(id -> Reference.to(new ItemId(id)))
        .toList();
  }

  private static void add(
      Set<UUID> ids, TaskRows rows, UUID connection, Resource resource, JsonNode id) {
    UUID ours = id.isString() ? uuid(id.stringValue()) : null;
    if (ours != null && rows.sourceId(connection, resource, ours) == null) {
      ids.add(ours);
    }
  }

  /** Null for what is no UUID, and so none of our ids. */
  private static @Nullable UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }
}
