package dev.waybill.tsp;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an exchange with a TSP; shown to the partner.
 *
 * @param statusCode the answer's; null if there was none
 * @param headers those of the answer that are on the allow-list, names in lower case
 * @param duration from the start of the call to its end
 */
public record Evidence(
    @Nullable Integer statusCode, Map<String, String> headers, Duration duration) {

  /**
   * The answer's headers that are kept. They tell of limits and name the exchange; all others may
   * be secrets or personal. What they say of a limit ({@code RateLimit-*} and its kin) is heeded
   * for every call, whatever became of it: an adapter need only hand the answer's headers over.
   */
  public static final Set<String> KEPT_HEADERS =
      Set.of(
          "ratelimit",
          "ratelimit-limit",
          "ratelimit-policy",
          "ratelimit-remaining",
          "ratelimit-reset",
          "retry-after",
          "x-correlation-id",
          "x-ratelimit-limit",
          "x-ratelimit-remaining",
          "x-ratelimit-reset",
          "x-request-id",
          "x-trace-id");

  private static final int MAX_VALUE_LENGTH = 256;

  /** Drops what is not on the allow-list, lowers names, cuts long values. */
  public Evidence {
    Map<String, String> kept = new TreeMap<>();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (KEPT_HEADERS.contains(lower)) {
        kept.put(lower, value.substring(0, Math.min(value.length(), MAX_VALUE_LENGTH)));
      }
    });
    headers = Collections.unmodifiableMap(kept);
  }

  /** Of a call that got no answer. */
  public static Evidence unanswered(Duration duration) {
    return new Evidence(null, Map.of(), duration);
  }
}
