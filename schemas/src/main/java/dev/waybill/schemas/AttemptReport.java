package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of a record on an attempted topic, in the header {@link AttemptDispatch#HEADER}; the
 * record's value is the application's evidence of the attempt, or null.
 *
 * @param at when it happened, by the executor's clock
 * @param outcome only of {@code finished}
 * @param reason a short code or text for people
 * @param retryAfterMs how long the other side asked to be left alone
 * @param credentialsVersion only of {@code unauthorized}: which credentials were refused
 * @param repeatable of {@code started} and {@code unknown}: whether the call may be made again
 *     without harm
 * @param reconcilable of {@code started} and {@code unknown}: whether the other side can be asked
 *     what became of the call
 * @param durationMs how long the call took; of the other side where the executor knows that
 * @param laneWaitMs only of {@code finished}: the other side has nothing left for the lane for so
 *     long, whatever became of this call; null if it said nothing of it
 * @param strained true of {@code retryable}: the other side failed as one that has too much to do;
 *     false of {@code throttled}: we could not call, and nothing is known of the other side; true
 *     of {@code rejected}: one more failure of the other side, after which nothing is tried any
 *     more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttemptReport(
    int v,
    UUID lane,
    UUID item,
    int run,
    int attempt,
    ReportKind kind,
    Instant at,
    @Nullable OutcomeKind outcome,
    @Nullable String reason,
    @Nullable Long retryAfterMs,
    @Nullable Long credentialsVersion,
    @Nullable Boolean repeatable,
    @Nullable Boolean reconcilable,
    @Nullable Long durationMs,
    @Nullable Long laneWaitMs,
    @Nullable Boolean strained) {
  /** The version of the shape written now. */
  public static final int VERSION = 1;

  /** Of an attempt whose other side said nothing of a limit. */
  public AttemptReport(
      int v,
      UUID lane,
      UUID item,
      int run,
      int attempt,
      ReportKind kind,
      Instant at,
      @Nullable OutcomeKind outcome,
      @Nullable String reason,
      @Nullable Long retryAfterMs,
      @Nullable Long credentialsVersion,
      @Nullable Boolean repeatable,
      @Nullable Boolean reconcilable,
      @Nullable Long durationMs) {
    this(
        v,
        lane,
        item,
        run,
        attempt,
        kind,
        at,
        outcome,
        reason,
        retryAfterMs,
        credentialsVersion,
        repeatable,
        reconcilable,
        durationMs,
        null,
        null);
  }
}
