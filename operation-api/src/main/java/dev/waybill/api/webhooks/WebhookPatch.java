package dev.waybill.api.webhooks;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the body of a whole webhook of what is there and a merge patch (RFC 7396): a member
 * replaces, null removes, objects are merged. Headers are the exception: nobody is shown their
 * values, so they are replaced whole or stay.
 */
final class WebhookPatch {
  private static final List<String> NAMES =
      List.of(
          "url",
          "event_names",
          "filters",
          "signature_schemes",
          "include_sync",
          "ordering",
          "headers",
          "limits",
          "retry_schedule_s",
          "timeout_ms");

  private WebhookPatch() {}

  /** The merged body, which is still to be checked by the schema. */
  static JsonNode merge(WebhookEndpoint present, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch; // no object, as the schema will say
    }
    ObjectNode all = Json.mapper().valueToTree(present);
    ObjectNode body = Json.mapper().createObjectNode();
    NAMES.forEach(name -> body.set(name, all.get(name)));
    merge(body, changes);
    return body;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(member -> {
          String name = member.getKey();
          JsonNode value = member.getValue();
          if (value.isNull()) {
            target.remove(name);
          } else if (value instanceof ObjectNode changes
              && target.get(name) instanceof ObjectNode known
              && !name.equals("headers")) {
            merge(known, changes);
          } else {
            target.set(name, value);
          }
        });
  }
}
