package dev.waybill.emitter.sending;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;

/** Those headers of an answer that are looked at or told of: no cookie, nothing unknown. */
final class AnswerHeaders {
  static final String RETRY_AFTER = "retry-after";

  /** How a receiver stops a delivery, or itself, by its answer. */
  static final String DIRECTIVE = "webhook-delivery";

  private static final Set<String> KEPT =
      Set.of(
          RETRY_AFTER,
          DIRECTIVE,
          "content-type",
          "date",
          "ratelimit",
          "ratelimit-limit",
          "ratelimit-policy",
          "ratelimit-remaining",
          "ratelimit-reset",
          "server",
          "x-ratelimit-limit",
          "x-ratelimit-remaining",
          "x-ratelimit-reset",
          "x-request-id");

  private static final int MAX_VALUE = 200;

  private AnswerHeaders() {}

  /**
   * Those of an answer, cut, and without what they repeat of a request's secrets: they are logged.
   *
   * @param secrets values of the request's headers
   */
  static Map<String, String> of(HttpMessage answer, Collection<String> secrets) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (Header header : answer.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      String value = header.getValue();
      if (KEPT.contains(name) && value != null) {
        kept.putIfAbsent(name, Echoes.mask(value, Math.min(value.length(), MAX_VALUE), secrets));
      }
    }
    return kept;
  }
}
