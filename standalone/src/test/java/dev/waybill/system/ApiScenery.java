package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the scenarios of the API play in: connections to fleets that behave in different ways, each
 * knowing the same few resources, and operations in each state. Safe for use by many threads.
 */
final class ApiScenery {
  /** The resources that examples may refer to, by the end of the field's name. */
  private static final List<String> TAUGHT = List.of("user", "vehicle", "trailer", "workflow");

  private static final String WEBHOOKS = "/v2/notifications/webhooks/";

  private static final Map<String, Object> WIDE =
      Map.of("limits", Map.of("requests_per_second", 1000, "burst", 1000, "max_in_flight", 100));

  final SharedWaybill waybill = SharedWaybill.get();
  final String url = waybill.process().url();
  final Partner partner = waybill.partner("demo");
  final Partner other = waybill.partner("other");

  /** Good for reading dead letters and nothing else. */
  final String poorToken = token("ops:read");

  /** Good for putting dead letters back and nothing else. */
  final String poorerToken = token("ops:write");

  final UUID open = connect("open");
  final UUID paused = connect("paused");
  final UUID deleted = connect("deleted");
  final UUID slow = connect("slow");
  final UUID spare = connect("spare");
  final UUID incapable = UUID.randomUUID();
  final UUID foreign = UUID.randomUUID();
  final UUID webhook = newWebhook();

  private final Map<String, UUID> known = new ConcurrentHashMap<>();

  ApiScenery() {
    for (String resource : TAUGHT) {
      known.put(resource, created(resource + "s"));
    }
    send("POST", "/v2/integrations/connections/" + paused + "/pause", null);
    send("DELETE", "/v2/integrations/connections/" + deleted, null);
    IncapableAdapter.tell(waybill, partner);
    partner.connect(incapable, "incapable", Map.of("source_name", IncapableAdapter.NAME));
    other.connect(foreign, "foreign-" + foreign, Map.of());
    teach(slow);
    waybill.simulator().configure("slow-" + slow, Map.of("latency_ms", 2_500));
  }

  /** A connection of its own, so that what fails on it opens nobody else's breaker. */
  UUID failing() {
    UUID connection = connect("failing");
    waybill.simulator().configure("failing-" + connection, Map.of("failure_rate", 1));
    teach(connection);
    return connection;
  }

  /** A connection of its own to a fleet that behaves in a way of its own. */
  UUID behaving(Map<String, ?> behaviour) {
    UUID connection = connect("behaving");
    waybill.simulator().configure("behaving-" + connection, behaviour);
    return connection;
  }

  /** A connection whose fleet lets vehicles be read only. */
  UUID readOnly() {
    UUID connection = UUID.randomUUID();
    partner.connect(connection, "shared-" + connection, Map.of("share", Map.of("vehicle", "read")));
    return connection;
  }

  /** The id by which all connections know a resource, {@code user} for example. */
  UUID resource(String name) {
    return known.getOrDefault(name, known.get("user"));
  }

  /** An operation that waits, on a connection that is paused. */
  UUID waiting() {
    return partner.createVehicle(paused, "Waiting");
  }

  /** An operation that succeeded. */
  UUID succeeded() {
    return id(vehicle(open));
  }

  /** An operation that failed, and the connection that it is of. */
  JsonNode failed() {
    return vehicle(failing()).get("operation");
  }

  /** One that failed on a connection whose adapter cannot do anything now. */
  JsonNode failedForGood() {
    JsonNode failed = failed();
    String path = "/v2/integrations/connections/" + failed.get("connection_id").asString();
    JsonNode moved =
        send(
            "PATCH",
            path,
            "{\"source_name\":\"%s\",\"credentials\":{\"api_key\":\"another\"}}"
                .formatted(IncapableAdapter.NAME));
    assertThat(moved.path("source_name").asString("")).as(moved.toString()).isNotEmpty();
    return failed;
  }

  /** What is no request, given up. */
  String deadLetter() {
    return deadLetter("none".getBytes(UTF_8));
  }

  /** What is too large to be a request, given up, and kept in part. */
  String letterOfTooMuch() {
    return deadLetter(new byte[TopicPlan.MAX_INPUT_BYTES - 8 * 1024]);
  }

  private String deadLetter(byte[] value) {
    try (PlainProducer producer = new PlainProducer(waybill.process().bootstrapServers())) {
      RecordMetadata sent =
          producer.await(null, UUID.randomUUID().toString().getBytes(UTF_8), value);
      String id = "%s:%d:%d".formatted(sent.topic(), sent.partition(), sent.offset());
      Awaitility.await("it is given up")
          .atMost(ApiCall.LIMIT)
          .until(() ->
              send("GET", "/v2/ops/dead-letters?topic=operation.requested&size=1000", null)
                  .toString()
                  .contains("\"" + id + "\""));
      return id;
    }
  }

  /** One that was put back before. */
  String letterPutBack() {
    String id = deadLetter();
    JsonNode answer = send("POST", "/v2/ops/dead-letters/" + id + "/redrive", null);
    assertThat(answer.path("state").asString("")).as(answer.toString()).isEqualTo("put_back");
    return id;
  }

  /** A body with this connection in it, and resources that it knows. */
  byte[] body(JsonNode example, UUID connection) {
    ObjectNode body = ((ObjectNode) example).deepCopy();
    body.put("connection_id", connection.toString());
    for (String name : List.copyOf(body.propertyNames())) {
      if (name.startsWith("source_")) {
        continue;
      }
      UUID target =
          resource(
              name.startsWith("vehicle")
                  ? "vehicle"
                  : name.startsWith("trailer") ? "trailer" : "user");
      if (name.endsWith("_id") && !name.equals("connection_id") && !name.equals("external_id")) {
        body.put(name, target.toString());
      } else if (name.endsWith("_ids")) {
        body.set(name, ((ArrayNode) Json.mapper().createArrayNode()).add(target.toString()));
      }
    }
    return Json.write(body);
  }

  JsonNode connection(UUID id) {
    return send("GET", "/v2/integrations/connections/" + id, null);
  }

  private UUID connect(String fleet) {
    UUID id = UUID.randomUUID();
    partner.connect(id, fleet + "-" + id, WIDE);
    return id;
  }

  private void teach(UUID connection) {
    known.forEach((resource, id) ->
        send(
            "PUT",
            "/v2/integrations/connections/%s/resources/%s/%s".formatted(connection, resource, id),
            "{\"source_id\":\"known-to-nobody\"}"));
  }

  private JsonNode vehicle(UUID connection) {
    return send(
        "POST",
        "/v2/telematics/vehicles?is_sync=true",
        "{\"connection_id\":\"%s\",\"vehicle_name\":\"Truck\"}".formatted(connection));
  }

  private UUID created(String collection) {
    JsonNode operation =
        send(
            "POST",
            "/v2/telematics/" + collection + "?is_sync=true",
            "{\"connection_id\":\"%s\"}".formatted(open));
    assertThat(operation.path("resource_id").isString()).as(operation.toString()).isTrue();
    return UUID.fromString(operation.get("resource_id").asString());
  }

  UUID newWebhook() {
    return webhook("http://127.0.0.1:65000/hooks");
  }

  UUID pausedWebhook() {
    UUID id = newWebhook();
    send("POST", WEBHOOKS + id + "/pause", null);
    return id;
  }

  /** A replay of a webhook, which has nothing to bring. */
  UUID replay(UUID webhook) {
    return id(send("POST", WEBHOOKS + webhook + "/replay", "{\"only\":\"all\"}"));
  }

  /** One whose receiver says that it is gone. */
  UUID disabledWebhook() {
    HttpServer gone = gone();
    try {
      UUID id = webhook("http://127.0.0.1:%d/hooks".formatted(gone.getAddress().getPort()));
      send("POST", WEBHOOKS + id + "/ping", null);
      Awaitility.await("the webhook is disabled")
          .atMost(ApiCall.LIMIT)
          .until(() ->
              send("GET", WEBHOOKS + id, null).path("status").asString("").equals("disabled"));
      return id;
    } finally {
      gone.stop(0);
    }
  }

  private static HttpServer gone() {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(410, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UUID webhook(String address) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("url", address);
    body.put("event_names", List.of("resource_operation.failed"));
    body.put("filters", Map.of("connection_ids", List.of(UUID.randomUUID())));
    return id(send("POST", "/v2/notifications/webhooks", Json.mapper().writeValueAsString(body)));
  }

  JsonNode send(String method, String path, @Nullable String body) {
    HttpResponse<String> answer = partner.send(method, path, body);
    return answer.body().isEmpty()
        ? Json.mapper().missingNode()
        : Json.mapper().readTree(answer.body());
  }

  static UUID id(JsonNode node) {
    return UUID.fromString(node.get("id").asString());
  }

  private String token(String scope) {
    String form = "grant_type=client_credentials&client_id=demo&client_secret=demo&scope=" + scope;
    ApiAnswer answer =
        ApiCall.of(url, "POST", "/oauth/token", null)
            .typed("application/x-www-form-urlencoded", form.getBytes(UTF_8))
            .send();
    return Json.mapper().readTree(answer.body()).get("access_token").asString();
  }
}
