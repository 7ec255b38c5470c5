package dev.waybill.emitter.sending;

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
      Set.of(RETRY_AFTER, DIRECTIVE, "content-type", "date", "server", "x-request-id");

  private static final int MAX_VALUE = 200;

  private AnswerHeaders() {}

  static Map<String, String> of(HttpMessage answer) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (Header header : answer.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      String value = header.getValue();
      if (KEPT.contains(name) && value != null) {
        kept.putIfAbsent(name, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
      }
    }
    return kept;
  }
}
