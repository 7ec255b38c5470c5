package dev.waybill.system;

import dev.waybill.schemas.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A partner with something of each kind, all of it marked, so that it can be seen where it must not
 * be.
 *
 * @param mark in every text of the partner's
 * @param ids of what is the partner's; others try them
 * @param kept more of them, which nobody else was told
 */
record Stranger(Partner partner, String mark, UUID connection, List<UUID> ids, List<UUID> kept) {
  static Stranger of(SharedWaybill waybill, String client) {
    Partner partner = waybill.partner(client);
    UUID connection = UUID.randomUUID();
    String mark = "mark-of-" + client + "-" + connection;
    partner.connect(
        connection,
        mark,
        Map.of(
            "description",
            mark,
            "limits",
            Map.of("requests_per_second", 1000, "burst", 1000, "max_in_flight", 100)));
    JsonNode vehicle = vehicle(partner, connection, mark);
    JsonNode another = vehicle(partner, connection, mark);
    JsonNode webhook =
        Json.mapper()
            .readTree(
                partner
                    .send(
                        "POST",
                        "/v2/notifications/webhooks",
                        "{\"url\":\"http://127.0.0.1:65000/%s\",\"event_names\":[\"resource_operation.retried\"]}"
                            .formatted(mark))
                    .body());
    return new Stranger(
        partner,
        mark,
        connection,
        List.of(connection, id(vehicle, "id"), id(vehicle, "resource_id"), id(webhook, "id")),
        List.of(id(another, "id"), id(another, "resource_id")));
  }

  private static JsonNode vehicle(Partner partner, UUID connection, String mark) {
    String body = "{\"connection_id\":\"%s\",\"vehicle_name\":\"%s\"}".formatted(connection, mark);
    return Json.mapper()
        .readTree(partner.send("POST", "/v2/telematics/vehicles?is_sync=true", body).body());
  }

  private static UUID id(JsonNode node, String name) {
    return UUID.fromString(node.get(name).asString());
  }

  /** Whether an answer to somebody else has something of this partner in it. */
  boolean isIn(ApiAnswer answer) {
    String text = answer.headers() + answer.body();
    return text.contains(mark) || kept.stream().map(UUID::toString).anyMatch(text::contains);
  }

  /** Takes away what requests made. */
  void tidyUp() {
    for (String list : List.of("/v2/notifications/webhooks", "/v2/integrations/connections")) {
      JsonNode page = Json.mapper().readTree(partner.send("GET", list + "?size=1000", null).body());
      page.get("items")
          .forEach(item -> {
            boolean made =
                item.path("url").asString("").endsWith("/fuzz")
                    || item.path("fleet_ref").asString("").equals("acme-west");
            if (made) {
              partner.send("DELETE", list + "/" + item.get("id").asString(), null);
            }
          });
    }
  }
}
