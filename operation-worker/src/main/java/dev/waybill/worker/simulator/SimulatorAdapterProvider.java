package dev.waybill.worker.simulator;

import dev.waybill.schemas.Json;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.tsp.AdapterDescription.Capability;
import dev.waybill.tsp.AdapterDescription.CredentialField;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.tsp.TspAdapterProvider;
import dev.waybill.worker.outbound.TspHttp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The entry to the adapter {@code simulator}. Configuration: {@code base_url}, optional. */
public final class SimulatorAdapterProvider implements TspAdapterProvider {
  static final String BASE_URL = "base_url";
  static final String IDEMPOTENT = "idempotent";
  static final String API_KEY = "api_key";

  private static final String SETTINGS_SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "additionalProperties": false,
       "properties": {
         "base_url": {"type": "string", "format": "uri", "pattern": "^https?://[^/?#@]+(/[^?#]*)?$",
           "maxLength": 2048,
           "description": "Where the simulator listens; absent: the one of this installation."},
         "idempotent": {"type": "boolean", "default": true,
           "description": "False for a fleet that does not honour idempotency keys."}}}
      """;

  /** Made by {@link java.util.ServiceLoader}. */
  public SimulatorAdapterProvider() {}

  @Override
  public String sourceName() {
    return "simulator";
  }

  @Override
  public AdapterDescription describe() {
    List<Capability> capabilities = new ArrayList<>();
    SimulatorFields.operations()
        .forEach((operation, fields) ->
            capabilities.add(
                new Capability(operation.resource(), operation.type(), true, true, fields)));
    return new AdapterDescription(
        sourceName(),
        "TSP simulator",
        capabilities,
        Json.read(SETTINGS_SCHEMA.getBytes(StandardCharsets.UTF_8), ObjectNode.class),
        List.of(new CredentialField(API_KEY, true, "Any text; sent as bearer token.")));
  }

  @Override
  public TspAdapter open(AdapterEnvironment environment) {
    Optional<String> configured = environment.configured(BASE_URL);
    if (configured.isPresent() && baseUrl(configured.get()) == null) {
      throw new IllegalArgumentException(
          "base_url must be an http or https address such as http://127.0.0.1:8090, and is "
              + configured.get());
    }
    return new SimulatorAdapter(
        new SimulatorDialect(configured.orElse(null)),
        new TspHttp(environment.addresses(), environment.userAgent()));
  }

  /** The address without a slash at its end; null if it is none. */
  static @Nullable URI baseUrl(String text) {
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
      return http && plain && uri.getHost() != null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
