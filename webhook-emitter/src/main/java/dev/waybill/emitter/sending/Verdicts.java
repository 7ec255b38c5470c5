package dev.waybill.emitter.sending;

import dev.waybill.emitter.sending.Verdict.Kind;
import dev.waybill.emitter.sending.WebhookReply.Answered;
import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.runtime.net.RateLimitFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * The rules of CONTRACT 4: 2xx is the only success, a redirect is a failure, 410 disables; and a
 * receiver may say so by a header of its answer, whatever its status.
 */
public final class Verdicts {
  private static final String DISABLE = "disable";
  private static final String ABORT = "abort-message";
  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final int BAD_GATEWAY = 502;
  private static final int MAX_DIGITS = 9;

  /** Of 4xx, those that tell of the moment, and not of what was sent or to where. */
  private static final Set<Integer> OF_THE_MOMENT = Set.of(408, 409, 421, 423, 424, 425);

  private Verdicts() {}

  /**
   * Judges a reply.
   *
   * @param now to turn a {@code Retry-After} date into a duration
   */
  public static Verdict of(WebhookReply reply, Instant now) {
    return switch (reply) {
      case Failed failed ->
          new Verdict(
              kind(failed.cause()), failed.cause().text(), Duration.ZERO, Duration.ZERO, false);
      case Answered answered -> ofStatus(answered, now);
    };
  }

  /** What may come of too many requests, and what does not. */
  private static Kind kind(Cause cause) {
    return switch (cause) {
      case TIMEOUT, CONNECT, BROKEN -> Kind.STRAINED;
      case UNRESOLVED, BUSY, FORBIDDEN, TLS, UNREADABLE -> Kind.RETRY;
    };
  }

  private static Verdict ofStatus(Answered answered, Instant now) {
    int status = answered.status();
    String directive = answered.header(AnswerHeaders.DIRECTIVE).strip().toLowerCase(Locale.ROOT);
    boolean disables = directive.equals(DISABLE);
    Duration left = RateLimitFields.waitUntilReset(answered.headers(), now);
    if (status >= 200 && status < 300) {
      return new Verdict(Kind.DELIVERED, "", Duration.ZERO, left, disables);
    }
    if (disables || directive.equals(ABORT)) {
      return new Verdict(
          Kind.ABORTED,
          "the endpoint answered %d and 'webhook-delivery: %s'".formatted(status, directive),
          Duration.ZERO,
          left,
          disables);
    }
    if (status == GONE) {
      return new Verdict(
          Kind.ABORTED, "the endpoint answered 410: it wants no more", Duration.ZERO, left, true);
    }
    return ofFailure(status, retryAfter(answered.header(AnswerHeaders.RETRY_AFTER), now), left);
  }

  /** Where an endpoint says both, what it asks for by {@code Retry-After} counts. */
  private static Verdict ofFailure(int status, Duration retryAfter, Duration left) {
    boolean isAsked = retryAfter.isPositive();
    Duration wait = isAsked ? Duration.ZERO : left;
    if (status == TOO_MANY_REQUESTS || (status == UNAVAILABLE && isAsked)) {
      // It is tried again when something is left, and not by a guess of ours.
      Duration rest = isAsked ? retryAfter : left;
      return new Verdict(
          Kind.THROTTLED, "the endpoint answered " + status, rest, Duration.ZERO, false);
    }
    String reason =
        status >= 300 && status < 400
            ? "the endpoint answered " + status + ": redirects are not followed"
            : "the endpoint answered " + status;
    return new Verdict(kind(status), reason, retryAfter, wait, false);
  }

  /** Whether a status says that it is the request which is not taken, now or later. */
  public static boolean isRefusal(int status) {
    return status >= 400
        && status < 500
        && status != TOO_MANY_REQUESTS
        && !OF_THE_MOMENT.contains(status);
  }

  private static Kind kind(int status) {
    if (isRefusal(status)) {
      return Kind.REFUSED;
    }
    // 500 (and 501) tell of this event as often as of a server that has too much to do.
    return status >= BAD_GATEWAY ? Kind.STRAINED : Kind.RETRY;
  }

  /** Seconds or a date; whatever else it is counts as absent, as does a time that has passed. */
  private static Duration retryAfter(String header, Instant now) {
    String text = header.strip();
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    if (text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    Instant date = DateUtils.parseStandardDate(text);
    return date == null || date.isBefore(now) ? Duration.ZERO : Duration.between(now, date);
  }
}
