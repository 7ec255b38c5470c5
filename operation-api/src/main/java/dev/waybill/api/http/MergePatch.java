package dev.waybill.api.http;

import dev.waybill.schemas.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396), but for one member that is replaced as a whole. */
public final class MergePatch {
  private MergePatch() {}

  /**
   * Changes an object as a patch says.
   *
   * @param whole the member, at any depth, whose value is taken as it is and not merged
   */
  public static void apply(ObjectNode target, ObjectNode patch, String whole) {
    patch
        .properties()
        .forEach(member -> {
          String name = member.getKey();
          JsonNode value = member.getValue();
          if (value.isNull()) {
            target.remove(name);
          } else if (value instanceof ObjectNode changes && !name.equals(whole)) {
            ObjectNode inner =
                target.get(name) instanceof ObjectNode known
                    ? known
                    : Json.mapper().createObjectNode();
            apply(inner, changes, whole);
            target.set(name, inner);
          } else {
            target.set(name, value);
          }
        });
  }
}
