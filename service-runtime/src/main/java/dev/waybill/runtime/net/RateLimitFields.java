package dev.waybill.runtime.net;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an answer says of the limit that it counts against: the fields of the IETF draft
 * "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers) in its newest form
 * ({@code RateLimit: "default";r=0;t=30}), its form of version 07 ({@code RateLimit: limit=100,
 * remaining=0, reset=30}) and its older one ({@code RateLimit-Remaining}, {@code RateLimit-Reset}),
 * and {@code X-RateLimit-Remaining} with {@code X-RateLimit-Reset}, which many have instead.
 *
 * <p>A reset is in seconds from now, as the draft has it, or in seconds (or milliseconds) since
 * 1970, which is told apart by its size.
 */
public final class RateLimitFields {
  /** More is not believed; a wrong header must not stop a connection or an endpoint for a year. */
  public static final Duration MAX = Duration.ofDays(1);

  private static final double MILLIS_SINCE_1970 = 1e12;
  private static final double SECONDS_SINCE_1970 = 1e9;

  private static final String NUMBER = "(\\d{1,15}(?:\\.\\d{1,9})?)";
  private static final Pattern ALONE = Pattern.compile("\\s*" + NUMBER + "\\s*(?:;.*)?");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private RateLimitFields() {}

  /**
   * How long nothing is left. Zero if something is left, or if the answer does not say so readably;
   * where it tells of several limits, the longest wait.
   *
   * @param headers of the answer, names in lower case
   * @param now when the answer came
   */
  public static Duration waitUntilReset(Map<String, String> headers, Instant now) {
    Duration wait = ofList(headers.get("ratelimit"), now);
    for (String prefix : new String[] {"ratelimit-", "x-ratelimit-"}) {
      Double remaining = alone(headers.get(prefix + "remaining"));
      Double reset = alone(headers.get(prefix + "reset"));
      wait = longer(wait, waitFor(remaining, reset, now));
    }
    return wait;
  }

  private static Duration ofList(@Nullable String field, Instant now) {
    if (field == null) {
      return Duration.ZERO;
    }
    String value = QUOTED.matcher(field).replaceAll("");
    Duration wait = waitFor(named("remaining", value), named("reset", value), now);
    for (String limit : value.split(",", -1)) {
      wait = longer(wait, waitFor(named("r", limit), named("t", limit), now));
    }
    return wait;
  }

  private static Duration waitFor(@Nullable Double remaining, @Nullable Double reset, Instant now) {
    if (remaining == null || reset == null || remaining >= 1) {
      return Duration.ZERO;
    }
    double sinceEpoch = (double) now.toEpochMilli();
    double millis;
    if (reset >= MILLIS_SINCE_1970) {
      millis = reset - sinceEpoch;
    } else if (reset >= SECONDS_SINCE_1970) {
      millis = reset * 1_000 - sinceEpoch;
    } else {
      millis = reset * 1_000;
    }
    long whole = (long) Math.ceil(millis);
    return Duration.ofMillis(Math.clamp(whole, 0L, MAX.toMillis()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static @Nullable Double alone(@Nullable String field) {
    Matcher number = ALONE.matcher(field == null ? "" : field);
    return number.matches() ? Double.valueOf(number.group(1)) : null;
  }

  private static @Nullable Double named(String name, String value) {
    Matcher number = Pattern.compile("(?:^|[;,\\s])" + name + "\\s*=\\s*" + NUMBER).matcher(value);
    return number.find() ? Double.valueOf(number.group(1)) : null;
  }
}
