package dev.waybill.emitter.sending;

import java.time.Duration;
import java.util.Objects;

/** What came of a webhook request. */
public sealed interface WebhookReply {
  /** How long the whole exchange took. */
  Duration took();

  /**
   * The subscriber answered, wholly and in time.
   *
   * @param status of HTTP
   * @param retryAfter the header as it came, empty if there was none
   */
  record Answered(int status, String retryAfter, Duration took) implements WebhookReply {
    public Answered {
      Objects.requireNonNull(retryAfter, "retryAfter");
      Objects.requireNonNull(took, "took");
    }
  }

  /** There was no answer. */
  record Failed(Cause cause, Duration took) implements WebhookReply {
    public Failed {
      Objects.requireNonNull(cause, "cause");
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
