package dev.waybill.emitter.sending;

import dev.waybill.schemas.DeliveryTimings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What came of a webhook request. */
public sealed interface WebhookReply {
  /** How long the whole exchange took. */
  Duration took();

  /** How long its phases took. */
  DeliveryTimings timings();

  /**
   * The subscriber answered, wholly and in time.
   *
   * @param status of HTTP
   * @param headers the few that we look at, names in lower case, values cut short
   * @param excerpt how the answer's body begins, as text
   */
  record Answered(
      int status,
      Map<String, String> headers,
      String excerpt,
      DeliveryTimings timings,
      Duration took)
      implements WebhookReply {
    public Answered {
      headers = Map.copyOf(headers);
      Objects.requireNonNull(excerpt, "excerpt");
      Objects.requireNonNull(timings, "timings");
      Objects.requireNonNull(took, "took");
    }

    /** A header as it came, empty if there was none. */
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** There was no answer. */
  record Failed(Cause cause, DeliveryTimings timings, Duration took) implements WebhookReply {
    public Failed {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(timings, "timings");
      Objects.requireNonNull(took, "took");
    }
  }

  /**
   * Why there was no answer, in words that the subscriber may see: they tell nothing of our
   * resolver, proxy or network, or they would be an oracle.
   */
  enum Cause {
    TIMEOUT("timeout", "no complete answer within the endpoint's timeout"),
    UNRESOLVED("unresolved", "the host name could not be resolved"),
    /** Ours, and not the endpoint's. */
    BUSY("busy", "too many host names are being looked up"),
    FORBIDDEN("forbidden", "the address is not one that webhooks may be sent to"),
    CONNECT("connect", "no connection could be made"),
    TLS("tls", "no trusted TLS connection could be made"),
    BROKEN("broken", "the connection ended before a complete answer"),
    UNREADABLE("unreadable", "the answer was not HTTP, or its headers were too long");

    private final String code;
    private final String text;

    Cause(String code, String text) {
      this.code = code;
      this.text = text;
    }

    /** The tag in metrics. */
    public String code() {
      return code;
    }

    /** For the subscriber. */
    public String text() {
      return text;
    }
  }
}
