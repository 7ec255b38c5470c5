package dev.waybill.tsp;

/**
 * Carries out operations at one TSP. Stateless but for its connections; thread-safe, as many
 * operations of many connections are executed at once.
 *
 * <p>An adapter makes one attempt when it is asked to and reports what came of it. It does not
 * retry, pace, cache or remember; that is the scheduler's. It throws only on a bug: whatever a TSP
 * or a network may do is an {@link AdapterOutcome}.
 */
public interface TspAdapter extends AutoCloseable {

  /**
   * Turns a request into the TSP's dialect without sending anything. {@link #execute} sends exactly
   * this.
   */
  Translation translate(AdapterRequest request);

  /**
   * Whether the TSP takes a second, equal call with the same idempotency key as a repeat of the
   * first. Asked before each call, as it may hang on the connection's settings. Where false, a call
   * of unknown outcome is never repeated unasked.
   */
  boolean repeatable(AdapterRequest request);

  /**
   * Makes one attempt. Returns by the context's deadline, with {@link AdapterOutcome.Unknown} if
   * the request was sent and not answered; an interrupt ends the call in the same way.
   */
  AdapterOutcome execute(AdapterRequest request, CallContext context);

  /**
   * Finds out at the TSP whether an earlier attempt of the request took effect, changing nothing.
   * Asked only after an attempt of unknown outcome.
   */
  Reconciliation reconcile(AdapterRequest request, CallContext context);

  /** Ends the adapter's connections; calls under way end as unanswered. */
  @Override
  void close();
}
