package dev.waybill.emitter.delivery;

import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The headers that a subscriber wants with its deliveries, sealed like secrets. Thread-safe. */
final class OwnHeaders {
  private final OpenSecrets<Map<String, String>> secrets;

  OwnHeaders(SecretOpener opener) {
    this.secrets = new OpenSecrets<>("headers", opener, OwnHeaders::read);
  }

  /** The headers with their values; empty if they cannot be opened. */
  Optional<Map<String, String>> of(WebhookEndpoint endpoint, SecretContext context) {
    return endpoint.sealedHeaders() == null
        ? Optional.of(endpoint.headers()) // none, or of before they were sealed
        : secrets.of(endpoint.sealedHeaders(), context);
  }

  private static Map<String, String> read(byte[] bytes) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(bytes);
    } catch (JacksonException e) {
      throw notHeaders();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    json.forEachEntry((name, value) -> {
      if (!value.isString()) {
        throw notHeaders();
      }
      headers.put(name, value.stringValue());
    });
    if (headers.isEmpty()) {
      throw notHeaders();
    }
    return Map.copyOf(headers);
  }

  /** Without the cause: a parser's message quotes what it read. */
  private static IllegalArgumentException notHeaders() {
    return new IllegalArgumentException("what was sealed is not a JSON object of headers");
  }
}
