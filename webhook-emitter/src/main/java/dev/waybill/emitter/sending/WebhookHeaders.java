package dev.waybill.emitter.sending;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Exactly the headers of a webhook request (CONTRACT 4), all in lower case: nothing that a library
 * thinks useful, no trace of our own.
 */
final class WebhookHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,100}");

  /** Visible ASCII, blanks inside: no line ends, so no header can smuggle in another. */
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e\\t]*[\\x21-\\x7e])?");

  private static final int MAX_VALUE = 4_096;

  /** Ours, and those that would change how the request is framed or routed. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "user-agent",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "http2-settings",
          "via",
          "forwarded",
          "accept-encoding",
          "traceparent",
          "tracestate",
          "baggage",
          "b3");

  private static final Set<String> RESERVED_PREFIXES =
      Set.of("webhook-", "content-", "proxy-", "x-forwarded-", "x-b3-", "sec-");

  private WebhookHeaders() {}

  /**
   * The headers, in the order in which they are sent.
   *
   * @param timestamp seconds since 1970, of this attempt
   */
  static Map<String, String> of(WebhookCall call, String host, String userAgent, long timestamp) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("host", host);
    headers.put("user-agent", userAgent);
    headers.put("content-type", "application/json");
    headers.put("content-length", Integer.toString(call.body().length));
    headers.put("webhook-id", call.eventId());
    headers.put("webhook-timestamp", Long.toString(timestamp));
    headers.put("webhook-signature", signatures(call, timestamp));
    headers.put("webhook-event", call.eventType());
    headers.put("webhook-attempt", Integer.toString(call.attempt()));
    call.headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (mayBeSet(lower, value)) {
            headers.put(lower, value);
          }
        });
    return headers;
  }

  private static String signatures(WebhookCall call, long timestamp) {
    return call.keys().stream()
        .map(key -> key.sign(call.eventId(), timestamp, call.body()))
        .collect(Collectors.joining(" "));
  }

  private static boolean mayBeSet(String name, String value) {
    return NAME.matcher(name).matches()
        && value.length() <= MAX_VALUE
        && VALUE.matcher(value).matches()
        && !RESERVED.contains(name)
        && RESERVED_PREFIXES.stream().noneMatch(name::startsWith);
  }
}
