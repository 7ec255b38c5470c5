package dev.waybill.schemas;

import java.time.Instant;
import java.util.UUID;

/**
 * The envelope of a dispatched attempt, in the record header {@link #HEADER}; the record's value is
 * what the executor's application needs, untouched.
 *
 * @param v version of this shape
 * @param lane the connection or endpoint, and the record's key
 * @param item the operation or delivery
 * @param run from 1
 * @param attempt number of the dispatch within the run, from 1; never used twice
 * @param notBefore not to be started earlier
 * @param notAfter not to be started later
 * @param callTimeoutMs the whole call ends within this
 */
public record AttemptDispatch(
    int v,
    UUID lane,
    UUID item,
    int run,
    int attempt,
    Instant notBefore,
    Instant notAfter,
    long callTimeoutMs,
    AttemptMode mode) {
  /** The record header that carries the envelope, on dispatched and attempted topics alike. */
  public static final String HEADER = "waybill-attempt";

  /** The version of the shape written now. */
  public static final int VERSION = 1;
}
