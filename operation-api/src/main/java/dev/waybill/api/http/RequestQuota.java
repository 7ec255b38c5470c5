package dev.waybill.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a partner may make of this instance: a token bucket each, so that nobody uses
 * up what others need. Several instances each have buckets of their own, and together grant as many
 * times more. Thread-safe.
 */
public final class RequestQuota {
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Beyond this many partners those with a full bucket are forgotten; they lose nothing. */
  private static final int REMEMBERED = 10_000;

  private final long interval;
  private final int burst;
  private final LongSupplier nanos;

  /** When each partner's bucket is full again; absent: it is. */
  private final Map<UUID, Long> full = new ConcurrentHashMap<>();

  /**
   * Makes full buckets.
   *
   * @param perMinute how fast a bucket fills, from 1
   * @param burst what it holds, from 1
   * @param nanos a clock that never goes back, {@link System#nanoTime()}
   */
  public RequestQuota(int perMinute, int burst, LongSupplier nanos) {
    this.interval = Math.max(1, NANOS_PER_MINUTE / perMinute);
    this.burst = burst;
    this.nanos = nanos;
  }

  /**
   * What a partner was granted.
   *
   * @param granted whether the request may go on
   * @param limit what the bucket holds
   * @param remaining how many more requests it has now
   * @param resetS in how many seconds it is full again, rounded up
   * @param retryAfterS in how many seconds it has one request again, at least 1
   */
  record Allowance(boolean granted, int limit, long remaining, long resetS, long retryAfterS) {
    /** For every answer to the partner. */
    Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("RateLimit-Limit", Integer.toString(limit));
      headers.put("RateLimit-Remaining", Long.toString(remaining));
      headers.put("RateLimit-Reset", Long.toString(resetS));
      return headers;
    }

    /** How the request is refused if it was not granted. */
    RefusedException refusal() {
      return RefusedException.retryLater(
          ProblemCode.TOO_MANY_REQUESTS,
          "you may make %d requests at once; there is one again in %d s, all in %d s"
              .formatted(limit, retryAfterS, resetS),
          (int) retryAfterS);
    }
  }

  /** Takes one request out of a partner's bucket, if it has one. */
  Allowance take(UUID partnerId) {
    long room = burst * interval;
    long[] read = {0};
    boolean[] granted = {false};
    boolean[] isNew = {false};
    long until =
        full.compute(
            partnerId,
            (id, before) -> {
              // In here: read before, and held up on the way in, it would lie behind what others
              // took.
              long now = nanos.getAsLong();
              read[0] = now;
              isNew[0] = before == null;
              long start = later(before, now);
              granted[0] = start + interval - now <= room;
              return granted[0] ? start + interval : start;
            });
    long now = read[0];
    if (isNew[0] && full.size() > REMEMBERED) {
      full.values().removeIf(at -> at - now <= 0);
    }
    long taken = until - now;
    return new Allowance(
        granted[0],
        burst,
        Math.max(0, (room - taken) / interval),
        seconds(taken),
        Math.max(1, seconds(taken + interval - room)));
  }

  private static long later(@Nullable Long before, long now) {
    return before == null || before - now < 0 ? now : before;
  }

  private static long seconds(long nanos) {
    return Math.max(0, (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }
}
