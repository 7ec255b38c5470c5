package dev.waybill.api.webhooks;

import dev.waybill.api.http.MergePatch;
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
    MergePatch.apply(body, changes, "headers");
    return body;
  }
}
