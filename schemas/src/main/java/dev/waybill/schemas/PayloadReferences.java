package dev.waybill.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one rule of references (CONTRACT 3.1): which of a payload's fields name another resource of
 * the connection, and which twins stand beside them. Who applies it brings what is known.
 */
public final class PayloadReferences {
  /** As many unfinished creates one operation may wait for, its own resource among them. */
  public static final int MOST_AWAITED = 64;

  /** {@link UUID#fromString} alone would also take {@code 1-1-1-1-1}. */
  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private PayloadReferences() {}

  /**
   * One reference.
   *
   * @param pointer where it stands in the payload, a JSON Pointer
   * @param resource what kind it names
   * @param id our id of the resource, or that of the operation that creates it
   */
  public record Named(String pointer, Resource resource, UUID id) {
    /** Says that it names nothing that is there, and what to do. */
    public String unknown() {
      return "%s %s is not known on this connection; create it first, or teach its identity"
          .formatted(resource.wireName(), id);
    }
  }

  /**
   * A payload with the twins of its references.
   *
   * @param payload where a field names anything unknown, it has no twin
   * @param unknown what is not known, in the payload's order
   */
  public record Resolved(ObjectNode payload, List<Named> unknown) {}

  /** All references of a payload, in its order. What is no id names nothing: schemas refuse it. */
  public static List<Named> of(ObjectNode payload) {
    List<Named> named = new ArrayList<>();
    payload.forEachEntry((field, value) -> named.addAll(of(field, value)));
    return named;
  }

  /**
   * Puts the TSP's ids beside ours.
   *
   * @param asked is left as it is; may be one that is to be refused
   * @param sourceId the TSP's id of a reference, null if it is not known (yet)
   */
  public static Resolved resolve(ObjectNode asked, Function<Named, @Nullable String> sourceId) {
    if (!namesAnything(asked)) {
      return new Resolved(asked, List.of());
    }
    ObjectNode payload = asked.deepCopy();
    List<Named> unknown = new ArrayList<>();
    asked.forEachEntry((field, value) -> {
      List<Named> named = of(field, value);
      List<String> twins = new ArrayList<>();
      for (Named one : named) {
        String twin = sourceId.apply(one);
        if (twin == null) {
          unknown.add(one);
        } else {
          twins.add(twin);
        }
      }
      if (!named.isEmpty() && twins.size() == (value instanceof ArrayNode ? value.size() : 1)) {
        put(payload, ReferenceFields.TWIN + field, value instanceof ArrayNode, twins);
      }
    });
    return new Resolved(payload, unknown);
  }

  private static void put(ObjectNode payload, String name, boolean isList, List<String> twins) {
    if (isList) {
      ArrayNode list = payload.putArray(name);
      twins.forEach(list::add);
    } else {
      payload.put(name, twins.getFirst());
    }
  }

  private static boolean namesAnything(ObjectNode payload) {
    for (String field : payload.propertyNames()) {
      if (ReferenceFields.ALL.containsKey(field)) {
        return true;
      }
    }
    return false;
  }

  private static List<Named> of(String field, JsonNode value) {
    Resource resource = ReferenceFields.ALL.get(field);
    if (resource == null) {
      return List.of();
    }
    List<Named> named = new ArrayList<>();
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        add(named, "/" + field + "/" + i, resource, list.get(i));
      }
    } else {
      add(named, "/" + field, resource, value);
    }
    return named;
  }

  private static void add(List<Named> named, String pointer, Resource resource, JsonNode value) {
    if (value.isString() && CANONICAL.matcher(value.stringValue()).matches()) {
      named.add(new Named(pointer, resource, UUID.fromString(value.stringValue())));
    }
  }
}
