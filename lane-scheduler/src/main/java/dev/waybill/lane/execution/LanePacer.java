package dev.waybill.lane.execution;

import dev.waybill.lane.core.Dispatch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Spaces the starts of a lane. The scheduler's dispatches keep the pace, but they travel in
 * transactions and arrive in bunches; the other side counts what arrives there. One executor at a
 * time acts for a lane, so its memory is enough. Thread-safe.
 */
final class LanePacer {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Above this many lanes those that owe nothing are forgotten. */
  private static final int FORGET_ABOVE = 10_000;

  /**
   * Where a lane stands.
   *
   * @param arrival the theoretical arrival time of its next start, in nanoseconds since the epoch
   * @param pace that it was reckoned by
   */
  private record Standing(long arrival, Dispatch.Pace pace) {
    static final long LONG_AGO = 0;

    /** Under a new pace nobody waits longer than from an empty bucket, as in the scheduler. */
    static long arrival(@Nullable Standing known, Dispatch.Pace pace, long now) {
      if (known == null) {
        return LONG_AGO;
      }
      return known.pace.equals(pace)
          ? known.arrival
          : Math.min(known.arrival, now + pace.burst() * pace.nanosPerCall());
    }
  }

  private final Map<UUID, Standing> standings = new ConcurrentHashMap<>();

  /**
   * When the lane may start next, and counts it; empty, and not counted, if that is later than
   * {@code latest}.
   */
  Optional<Instant> reserve(UUID lane, Dispatch.Pace pace, Instant earliest, Instant latest) {
    if (standings.size() > FORGET_ABOVE) {
      long now = nanos(earliest);
      standings.values().removeIf(standing -> standing.arrival() < now);
    }
    long[] start = new long[1];
    standings.compute(
        lane,
        (id, known) -> {
          long arrival = Standing.arrival(known, pace, nanos(earliest));
          long allowed = arrival - (pace.burst() - 1) * pace.nanosPerCall();
          start[0] = Math.max(nanos(earliest), allowed);
          boolean tooLate = start[0] > nanos(latest);
          return tooLate
              ? known
              : new Standing(Math.max(arrival, start[0]) + pace.nanosPerCall(), pace);
        });
    return start[0] > nanos(latest) ? Optional.empty() : Optional.of(instant(start[0]));
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
  }
}
