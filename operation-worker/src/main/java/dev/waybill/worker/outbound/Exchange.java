package dev.waybill.worker.outbound;

import dev.waybill.tsp.Evidence;
import java.util.Map;

/** What became of one HTTP exchange. */
public sealed interface Exchange {

  /** What is known of it, for the log of attempts. */
  Evidence evidence();

  /**
   * The TSP answered.
   *
   * @param headers all of them, names in lower case, values of doubled ones joined by a comma; not
   *     to be shown
   * @param body as far as it came, little more than {@link TspHttp#MAX_BODY_BYTES} at most
   * @param complete whether that is all of it
   */
  record Answered(
      int status, Map<String, String> headers, Body body, boolean complete, Evidence evidence)
      implements Exchange {}

  /** No connection came about, so nothing was sent. */
  record NotConnected(String reason, Evidence evidence) implements Exchange {}

  /** The address may not be called. */
  record Forbidden(String reason, Evidence evidence) implements Exchange {}

  /** Nothing was sent, as no time was left or the caller was interrupted. */
  record NotSent(String reason, Evidence evidence) implements Exchange {}

  /** Something was sent, and no answer came. */
  record Unanswered(String reason, Evidence evidence) implements Exchange {}
}
