package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that programs stumble over, and bodies with some of them in. Deterministic by its source.
 */
final class Hostile {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "null",
          "true",
          "0",
          "-1",
          "1e400",
          "NaN",
          "9223372036854775808",
          "\u0000",
          "\u0000\u0001\u007f",
          "../../../etc/passwd",
          "..",
          "%2e%2e",
          "%",
          "%zz",
          "%00",
          "a/b",
          "' OR '1'='1",
          "<script>alert(1)</script>",
          "${jndi:ldap://127.0.0.1/a}",
          "{{7*7}}",
          "\r\nX-Injected: 1",
          "\ud800",
          "\u202e\u0645\u0631\u062d\u0628\u0627",
          "\ud83d\ude9a",
          "resource-operations",
          "batch",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "1-1-1-1-1",
          "9999-12-31T23:59:59.999Z",
          "+999999999-12-31T23:59:59Z",
          "2026-02-30T00:00:00Z",
          "2026-11-22T10:15:30+18:01",
          "*",
          "[]",
          "{}",
          "\"",
          "\\",
          "a".repeat(300),
          "é".repeat(2_000),
          "0".repeat(5_000));

  private static final List<String> RAW_JSON =
      List.of(
          "1e400",
          "-1e400",
          "1e-400",
          "1E2147483647",
          "99999999999999999999999999",
          "-0",
          "0.1",
          "9007199254740993",
          "null",
          "true",
          "false",
          "[]",
          "{}",
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "[[[[[[[[[[]]]]]]]]]]",
          "{\"\":{\"\":{}}}");

  private final RandomGenerator random;

  Hostile(RandomGenerator random) {
    this.random = random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  String text() {
    return chance(0.2) ? noise(random.nextInt(40)) : of(TEXTS);
  }

  private String noise(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(1, chance(0.5) ? 0x7f : 0xd7ff));
    }
    return text.toString();
  }

  JsonNode value() {
    return switch (random.nextInt(6)) {
      case 0 -> Json.mapper().valueToTree(random.nextLong());
      case 1 -> Json.mapper().valueToTree(random.nextDouble());
      case 2 -> deep(random.nextInt(1, 120));
      case 3 -> Json.mapper().readTree(of(RAW_JSON.subList(4, RAW_JSON.size())));
      default -> Json.mapper().valueToTree(text());
    };
  }

  private static JsonNode deep(int levels) {
    ArrayNode outer = Json.mapper().createArrayNode();
    ArrayNode inner = outer;
    for (int i = 1; i < levels; i++) {
      inner = inner.addArray();
    }
    return outer;
  }

  /** A few fields changed, taken away or added. */
  ObjectNode changed(ObjectNode body) {
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      List<String> names = List.copyOf(body.propertyNames());
      if (names.isEmpty() || chance(0.1)) {
        body.set(text(), value());
      } else if (chance(0.25)) {
        body.remove(of(names));
      } else if (chance(0.3) && body.get(of(names)) instanceof ObjectNode inner) {
        changed(inner);
      } else {
        body.set(of(names), value());
      }
    }
    return body;
  }

  /** JSON, or what was JSON once. */
  byte[] bytes(JsonNode body) {
    byte[] json = Json.write(body);
    if (json.length == 0 || chance(0.85)) {
      return json;
    }
    if (chance(0.3)) {
      return Arrays.copyOf(json, random.nextInt(json.length));
    }
    if (chance(0.4)) {
      String text = new String(json, UTF_8);
      int colon = text.indexOf(':');
      return (colon < 0 ? of(RAW_JSON) : text.substring(0, colon + 1) + of(RAW_JSON) + "}")
          .getBytes(UTF_8);
    }
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      json[random.nextInt(json.length)] = (byte) random.nextInt();
    }
    return json;
  }
}
