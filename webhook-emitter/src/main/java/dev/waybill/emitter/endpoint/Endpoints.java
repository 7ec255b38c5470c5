package dev.waybill.emitter.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads subscriptions from the registry. What is read here is whole, so that one bad record cannot
 * stop anybody later.
 */
public final class Endpoints {
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
  private static final int MAX_IN_FLIGHT = 1_000;

  private Endpoints() {}

  /**
   * Reads a record's key.
   *
   * @throws IllegalArgumentException if it is not the text of an endpoint's id
   */
  public static UUID readKey(byte @Nullable [] key) {
    if (key == null) {
      throw new IllegalArgumentException("the record has no key");
    }
    try {
      return UUID.fromString(new String(key, UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the record's key is not the id of an endpoint", e);
    }
  }

  /**
   * Reads a record that is not a tombstone.
   *
   * @throws IllegalArgumentException if it is not a whole subscription; the message says what is
   *     wrong and holds no value
   */
  public static WebhookEndpoint read(byte @Nullable [] key, byte[] value) {
    WebhookEndpoint endpoint;
    try {
      endpoint = Json.read(value, WebhookEndpoint.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the record is not a webhook endpoint", e);
    }
    if (endpoint == null) { // which is how JSON null is read
      throw new IllegalArgumentException("the record is not a webhook endpoint but JSON null");
    }
    List<String> problems = problems(endpoint);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the webhook endpoint is not whole: " + String.join(", ", problems));
    }
    if (!endpoint.id().equals(readKey(key))) {
      throw new IllegalArgumentException("the record's key is not the endpoint's id");
    }
    return endpoint;
  }

  /**
   * Scheme, host and port that a URL leads to, always in the same spelling: what a secret is bound
   * to.
   *
   * @throws IllegalArgumentException if the URL has no host
   */
  public static String origin(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException("a webhook's URL begins with https:// and has a host");
    }
    int usual = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  private static List<String> problems(WebhookEndpoint endpoint) {
    List<String> problems = new ArrayList<>();
    require(endpoint.id(), "id", problems);
    require(endpoint.partnerId(), "partner_id", problems);
    require(endpoint.eventNames(), "event_names", problems);
    require(endpoint.secrets(), "secrets", problems);
    require(endpoint.ordering(), "ordering", problems);
    require(endpoint.headers(), "headers", problems);
    require(endpoint.retryScheduleS(), "retry_schedule_s", problems);
    require(endpoint.status(), "status", problems);
    require(endpoint.createdAt(), "created_at", problems);
    require(endpoint.url(), "url", problems);
    var filters = endpoint.filters();
    if (filters == null
        || filters.connectionIds() == null
        || filters.resources() == null
        || filters.fleetRefs() == null) {
      problems.add("filters");
    }
    var limits = endpoint.limits();
    if (limits == null
        || !(limits.requestsPerSecond() > 0)
        || limits.burst() < 1
        || limits.maxInFlight() < 1
        || limits.maxInFlight() > MAX_IN_FLIGHT) {
      problems.add("limits");
    }
    if (endpoint.timeoutMs() < 1 || endpoint.timeoutMs() > MAX_TIMEOUT.toMillis()) {
      problems.add("timeout_ms");
    }
    if (endpoint.version() < 1) {
      problems.add("version");
    }
    if (anyNull(endpoint.eventNames())
        || anyNull(endpoint.secrets())
        || anyNull(endpoint.retryScheduleS())
        || (filters != null
            && (anyNull(filters.connectionIds())
                || anyNull(filters.resources())
                || anyNull(filters.fleetRefs())))) {
      problems.add("an element of a list");
    }
    if (endpoint.headers() != null && anyNull(endpoint.headers())) {
      problems.add("a value of headers");
    }
    return problems;
  }

  private static boolean anyNull(@Nullable List<?> list) {
    return list != null && list.stream().anyMatch(element -> element == null);
  }

  private static boolean anyNull(Map<String, String> map) {
    return map.values().stream().anyMatch(value -> value == null);
  }

  private static void require(@Nullable Object value, String name, List<String> problems) {
    if (value == null) {
      problems.add(name);
    }
  }
}
