package dev.waybill.worker.simulator;

import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.RetryReason;
import dev.waybill.worker.outbound.Exchange;
import dev.waybill.worker.outbound.RetryAfter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an exchange means. A TSP that answers with an error says that it did nothing; only silence
 * leaves that open.
 */
final class SimulatorAnswers {
  private static final int MAX_TEXT = 500;

  private SimulatorAnswers() {}

  /** The outcome; {@code knownId} is the source id of an update's resource. */
  static AdapterOutcome outcome(Exchange exchange, @Nullable String knownId) {
    return switch (exchange) {
      case Exchange.Answered answered -> answered(answered, knownId);
      case Exchange.NotConnected e ->
          new AdapterOutcome.Retryable(RetryReason.NETWORK, e.reason(), null, e.evidence());
      case Exchange.Forbidden e ->
          new AdapterOutcome.Rejected("forbidden_address", e.reason(), e.evidence());
      case Exchange.NotSent e -> new AdapterOutcome.NotStarted(e.reason(), e.evidence());
      case Exchange.Unanswered e -> new AdapterOutcome.Unknown(e.reason(), e.evidence());
    };
  }

  private static AdapterOutcome answered(Exchange.Answered answer, @Nullable String knownId) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return done(answer, knownId);
    }
    return switch (status) {
      case 401 -> new AdapterOutcome.Unauthorized(text(answer), answer.evidence());
      case 429 -> retryable(RetryReason.THROTTLED, answer);
      case 503 -> retryable(RetryReason.UNAVAILABLE, answer);
      case 408, 425 -> retryable(RetryReason.TSP_ERROR, answer);
      default ->
          status >= 500
              ? retryable(RetryReason.TSP_ERROR, answer)
              : new AdapterOutcome.Rejected(code(answer), text(answer), answer.evidence());
    };
  }

  private static AdapterOutcome done(Exchange.Answered answer, @Nullable String knownId) {
    String ref = answer.body().json().map(body -> body.path("ref").asString("")).orElse("");
    if (!ref.isBlank()) {
      return new AdapterOutcome.Succeeded(ref, answer.evidence());
    }
    return knownId != null
        ? new AdapterOutcome.Succeeded(knownId, answer.evidence())
        : new AdapterOutcome.Unknown(
            "the TSP answered %d without the new resource's id".formatted(answer.status()),
            answer.evidence());
  }

  private static AdapterOutcome retryable(RetryReason reason, Exchange.Answered answer) {
    return new AdapterOutcome.Retryable(
        reason, text(answer), RetryAfter.of(answer.headers()), answer.evidence());
  }

  private static String code(Exchange.Answered answer) {
    return error(answer, "code").orElse("http_" + answer.status());
  }

  private static String text(Exchange.Answered answer) {
    return error(answer, "text").orElse("the TSP answered with status " + answer.status());
  }

  private static Optional<String> error(Exchange.Answered answer, String field) {
    return answer
        .body()
        .json()
        .map(body -> body.path("error").path(field))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .filter(text -> !text.isBlank())
        .map(text -> text.substring(0, Math.min(text.length(), MAX_TEXT)));
  }
}
