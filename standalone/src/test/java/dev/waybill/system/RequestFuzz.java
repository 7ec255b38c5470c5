package dev.waybill.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests out of {@code openapi.yaml}: whole ones, changed ones and hostile ones. The n-th
 * request of a seed is always the same but for ids and tokens.
 */
final class RequestFuzz {
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FUZZ");

  /** What nothing may ask of a test: to be kept waiting for long. */
  private static final String SHORT_WAIT = "wait_s=1";

  private final ApiDescription description;
  private final List<Stranger> strangers;
  private final long seed;

  RequestFuzz(ApiDescription description, List<Stranger> strangers, long seed) {
    this.description = description;
    this.strangers = strangers;
    this.seed = seed;
  }

  /**
   * A request.
   *
   * @param sender whose token it has; null: none that is good
   * @param bytes as they go over the wire
   */
  record Request(String method, String target, @Nullable Stranger sender, byte[] bytes) {
    @Override
    public String toString() {
      String text = new String(bytes, UTF_8).replaceAll("Bearer [^\r\n]*", "Bearer …");
      return text.length() > 1_500 ? text.substring(0, 1_500) + "…" : text;
    }
  }

  /** The n-th request. */
  Request request(int n) {
    return new Draft(new SplittableRandom(seed * 1_000_003 + n)).make();
  }

  /** One request in the making. */
  private final class Draft {
    private final RandomGenerator random;
    private final Hostile hostile;
    private final Described operation;
    private final Stranger stranger;

    Draft(RandomGenerator random) {
      this.random = random;
      this.hostile = new Hostile(random);
      this.operation = hostile.of(description.operations());
      this.stranger = hostile.of(strangers);
    }

    Request make() {
      String method = hostile.chance(0.05) ? hostile.of(METHODS) : operation.method();
      String target = path() + query();
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: fuzz\r\n");
      head.append("Connection: close\r\n");
      boolean known = token(head);
      headers(head);
      byte[] body = body();
      if (body != null) {
        head.append("Content-Type: ").append(type()).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
      bytes.writeBytes(body == null ? new byte[0] : body);
      return new Request(method, target, known ? stranger : null, bytes.toByteArray());
    }

    private String path() {
      if (hostile.chance(0.02)) {
        return "/" + encoded(hostile.text());
      }
      String path = operation.path();
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.get("in").asString().equals("path")) {
          path =
              path.replace(
                  "{" + parameter.get("name").asString() + "}", encoded(value(parameter, true)));
        }
      }
      return path;
    }

    private String query() {
      List<String> parts = new ArrayList<>();
      for (JsonNode parameter : operation.parameters()) {
        String name = parameter.get("name").asString();
        if (parameter.get("in").asString().equals("query")
            && !name.equals("wait_s")
            && hostile.chance(0.25)) {
          parts.add(name + "=" + encoded(value(parameter, false)));
          if (hostile.chance(0.05)) {
            parts.add(name + "=" + encoded(value(parameter, false)));
          }
        }
      }
      boolean sync = parts.stream().anyMatch(part -> part.startsWith("is_sync="));
      boolean waits = parameter("wait_s") && (sync || hostile.chance(0.2));
      if (waits) {
        parts.add(hostile.chance(0.1) ? "wait_s=" + encoded("-" + hostile.text()) : SHORT_WAIT);
      }
      if (hostile.chance(0.05)) {
        parts.add(encoded(hostile.text()) + "=" + encoded(hostile.text()));
      }
      return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private boolean parameter(String name) {
      return operation.parameters().stream().anyMatch(p -> p.get("name").asString().equals(name));
    }

    private void headers(StringBuilder head) {
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.get("in").asString().equals("header") && hostile.chance(0.2)) {
          String value = value(parameter, false);
          head.append(parameter.get("name").asString()).append(": ");
          head.append(hostile.chance(0.1) ? value : value.replaceAll("[\\p{Cntrl}]", "?"));
          head.append("\r\n");
        }
      }
      if (hostile.chance(0.03)) {
        head.append(hostile.text()).append(": ").append(hostile.text()).append("\r\n");
      }
      if (hostile.chance(0.01)) {
        head.append("X-Long: ").append("x".repeat(20_000)).append("\r\n");
      }
    }

    /** Says who asks; tells whether anybody was told. */
    private boolean token(StringBuilder head) {
      if (operation.scope() == null && hostile.chance(0.8)) {
        return false;
      }
      boolean good = hostile.chance(0.94);
      String token = stranger.partner().token();
      if (!good) {
        token =
            switch (random.nextInt(3)) {
              case 0 -> token.substring(0, random.nextInt(token.length()));
              case 1 -> IssuerKey.unsigned(token);
              default -> hostile.text().replaceAll("[\\p{Cntrl}]", "");
            };
      }
      head.append("Authorization: Bearer ").append(token).append("\r\n");
      return good;
    }

    /** A value of a parameter: one that fits, somebody's id, or a hostile one. */
    private String value(JsonNode parameter, boolean inPath) {
      JsonNode schema = description.resolved(parameter.get("schema"));
      if (hostile.chance(inPath ? 0.1 : 0.25)) {
        return hostile.text();
      }
      if (schema.path("format").asString("").equals("uuid")) {
        return id().toString();
      }
      if (schema.has("enum")) {
        return schema.get("enum").get(random.nextInt(schema.get("enum").size())).asString();
      }
      return switch (schema.path("type").asString("string")) {
        case "boolean" -> hostile.chance(0.5) ? "true" : "false";
        case "integer" -> random.nextInt(0, 1_002) + "";
        default ->
            schema.path("format").asString("").equals("date-time")
                ? "2099-11-22T10:15:30.000Z"
                : "text-" + random.nextInt(5);
      };
    }

    private UUID id() {
      if (hostile.chance(0.65)) {
        return hostile.of(stranger.ids());
      }
      return hostile.chance(0.5) ? hostile.of(hostile.of(strangers).ids()) : hostile.id();
    }

    private byte @Nullable [] body() {
      if (operation.requestExample() == null) {
        return hostile.chance(0.05) ? hostile.bytes(hostile.value()) : null;
      }
      if (type().startsWith("application/x-www-form")) {
        return ("grant_type=" + hostile.text() + "&client_id=" + hostile.text()).getBytes(UTF_8);
      }
      ObjectNode body =
          ((ObjectNode) Objects.requireNonNull(operation.requestExample())).deepCopy();
      body.propertyStream()
          .map(Map.Entry::getKey)
          .filter(name -> name.endsWith("_id") && !name.startsWith("source_"))
          .toList()
          .forEach(name -> body.put(name, id().toString()));
      if (body.has("connection_id") && hostile.chance(0.8)) {
        body.put("connection_id", stranger.connection().toString());
      }
      if (body.has("url")) {
        body.put("url", "http://127.0.0.1:65000/fuzz");
      }
      if (body.has("settings")) {
        body.remove("settings");
      }
      if (body.get("operations") instanceof ArrayNode entries) {
        entries.forEach(entry -> hostile.changed((ObjectNode) entry));
      }
      return hostile.bytes(hostile.chance(0.5) ? body : hostile.changed(body));
    }

    private String type() {
      return hostile.chance(0.02)
          ? "text/plain"
          : Objects.requireNonNullElse(operation.requestType(), "application/json");
    }

    /** As it must be sent, and now and then as it must not. */
    private String encoded(String text) {
      return hostile.chance(0.03)
          ? text.replaceAll("[\\s\\p{Cntrl}]", "")
          : URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
  }

  /** Json, so that a failing request can be read. */
  static String told(ApiAnswer answer) {
    return answer.status() + " " + Json.mapper().writeValueAsString(answer.cut());
  }
}
