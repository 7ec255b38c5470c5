package dev.waybill.tsp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. Texts are for people, partners among them: they say what the TSP said or
 * what happened to the call, and hold no secret and no address of ours.
 */
public sealed interface AdapterOutcome {

  /** What is known of the exchange. */
  Evidence evidence();

  /**
   * The TSP did it.
   *
   * @param sourceId the TSP's id of the resource, not blank
   */
  record Succeeded(String sourceId, Evidence evidence) implements AdapterOutcome {
    /** Refuses a blank id. */
    public Succeeded {
      if (sourceId.isBlank()) {
        throw new IllegalArgumentException("a success has the source id of its resource");
      }
    }
  }

  /**
   * The TSP, or the adapter on its behalf, will not do this however often it is asked.
   *
   * @param code stable, for programs; lower case with underscores
   */
  record Rejected(String code, String message, Evidence evidence) implements AdapterOutcome {}

  /**
   * It did not happen, and may if tried again.
   *
   * @param retryAfter how long the TSP asked to be left alone; null if it did not say
   */
  record Retryable(
      RetryReason reason, String message, @Nullable Duration retryAfter, Evidence evidence)
      implements AdapterOutcome {}

  /** The connection's credentials are bad: no call of this connection can succeed with them. */
  record Unauthorized(String message, Evidence evidence) implements AdapterOutcome {}

  /** Nothing was sent, for a reason of our own (no time left, shutting down). */
  record NotStarted(String reason, Evidence evidence) implements AdapterOutcome {}

  /** The request, or a part of it, was sent and not answered: it may have happened. */
  record Unknown(String reason, Evidence evidence) implements AdapterOutcome {}
}
