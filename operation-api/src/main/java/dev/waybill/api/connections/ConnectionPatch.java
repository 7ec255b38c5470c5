package dev.waybill.api.connections;

import dev.waybill.api.http.MergePatch;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the body of a whole connection of what is there and a merge patch (RFC 7396): a member
 * replaces, null removes, objects are merged. Credentials are the exception: nobody here can read
 * those that are there, so they are replaced whole or stay.
 */
final class ConnectionPatch {
  private static final String CREDENTIALS = "credentials";

  private ConnectionPatch() {}

  /**
   * The merged body, which is still to be checked by the schema.
   *
   * @throws RefusedException 422 if the patch would take the credentials away
   */
  static JsonNode merge(Connection present, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch; // no object, as the schema will say
    }
    if (changes.path(CREDENTIALS).isNull()) {
      throw RefusedException.invalidField(
          "/" + CREDENTIALS, "invalid", "cannot be taken away; give new ones, or leave them out");
    }
    ObjectNode body = body(present);
    MergePatch.apply(body, changes, CREDENTIALS);
    return body;
  }

  private static ObjectNode body(Connection present) {
    ObjectNode all = Json.mapper().valueToTree(present);
    ObjectNode body = Json.mapper().createObjectNode();
    for (String name :
        new String[] {
          "fleet_ref",
          "source_name",
          "description",
          "settings",
          "limits",
          "retry",
          "call_timeout_ms",
          "ordering",
          "share"
        }) {
      if (all.hasNonNull(name)) {
        body.set(name, all.get(name));
      }
    }
    return body;
  }
}
