package dev.waybill.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a fleet behaves (CONTRACT section 6). Written as JSON as it is.
 *
 * @param latencyMs each call is answered after this
 * @param latencyJitterMs and up to this later, evenly spread
 * @param requestsPerSecond null: no limit
 * @param burst null: what is good for one second, at least 1
 * @param failNext null: nothing is spoilt
 * @param failureRate the share of calls that get 500 before acting
 * @param rejectResources names of resources that get 422
 * @param unauthorized every call gets 401
 * @param downUntil until then every call gets 503
 * @param idempotent whether a repeat of a call that was acted on gets the first answer
 * @param rateLimitFields whether answers tell what is left of {@code requestsPerSecond}, by {@code
 *     RateLimit-Limit}, {@code -Remaining} and {@code -Reset}
 */
record FleetSettings(
    int latencyMs,
    int latencyJitterMs,
    @Nullable Double requestsPerSecond,
    @Nullable Integer burst,
    @Nullable FailNext failNext,
    double failureRate,
    List<String> rejectResources,
    boolean unauthorized,
    @Nullable Instant downUntil,
    boolean idempotent,
    boolean rateLimitFields) {

  /** A TSP that does all that it is asked, at once. */
  static final FleetSettings DEFAULTS =
      new FleetSettings(0, 0, null, null, null, 0, List.of(), false, null, true, false);

  FleetSettings {
    rejectResources = List.copyOf(rejectResources);
  }

  int effectiveBurst() {
    if (burst != null) {
      return burst;
    }
    return requestsPerSecond == null ? 1 : (int) Math.max(1, Math.ceil(requestsPerSecond));
  }

  /** The settings with one call less to spoil. */
  FleetSettings spoiltOne() {
    FailNext next =
        failNext == null || failNext.count() == 1
            ? null
            : new FailNext(failNext.count() - 1, failNext.mode(), failNext.status());
    return new FleetSettings(
        latencyMs,
        latencyJitterMs,
        requestsPerSecond,
        burst,
        next,
        failureRate,
        rejectResources,
        unauthorized,
        downUntil,
        idempotent,
        rateLimitFields);
  }
}
