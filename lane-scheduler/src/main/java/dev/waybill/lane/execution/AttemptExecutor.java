package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;

/**
 * Makes one attempt: what uses the engine implements. Called on a virtual thread for each attempt;
 * many at a time.
 */
public interface AttemptExecutor {
  /**
   * Makes the attempt and says how it went. Expected failures are outcomes, not exceptions.
   *
   * <p>When the call timeout is over the thread is interrupted, and what it still returns is not
   * used.
   *
   * @throws StartNotRecordedException as thrown by {@link AttemptContext#started}: let it pass
   * @throws InterruptedException when interrupted
   */
  AttemptOutcome execute(AttemptContext context) throws InterruptedException;

  /**
   * What to report for an attempt that gave no answer: it took too long, was interrupted, or threw
   * an exception. By default an unknown outcome without a note, repeatable unless {@link
   * AttemptContext#started} said otherwise.
   *
   * @param reason a short text
   */
  default AttemptOutcome unanswered(AttemptContext context, String reason) {
    return new AttemptOutcome(new Outcome.Unknown(reason, context.recourse()), new byte[0]);
  }
}
