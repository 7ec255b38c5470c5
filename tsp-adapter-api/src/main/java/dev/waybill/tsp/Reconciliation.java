package dev.waybill.tsp;

/** What the TSP knows of an earlier attempt. */
public sealed interface Reconciliation {

  /** It took effect. */
  record TookEffect(AdapterOutcome.Succeeded success) implements Reconciliation {}

  /** It took none and never will: it is safe to try again. */
  record NoEffect(Evidence evidence) implements Reconciliation {}

  /**
   * The question itself failed; it may be asked again.
   *
   * @param failure why: retryable, unauthorized, not started or unknown
   */
  record NotAnswered(AdapterOutcome failure) implements Reconciliation {}

  /** The TSP has no means to tell. */
  record CannotTell(String reason) implements Reconciliation {}
}
