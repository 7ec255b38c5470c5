package dev.waybill.lane.execution;

import dev.waybill.lane.core.Dispatch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Spaces the starts of a lane. The scheduler's dispatches keep the pace, but they travel in
 * transactions and arrive in bunches; the other side counts what arrives there. One executor at a
 * time acts for a lane, so its memory is enough. Thread-safe.
 */
final class LanePacer {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Up to this many lanes are kept whatever they owe. */
  private static final int KEPT = 10_000;

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

  /** When this many lanes are known, those that owe nothing are forgotten. */
  private final AtomicInteger forgetAt = new AtomicInteger(KEPT);

  /**
   * When the lane may start next, and counts it; empty, and not counted, if that is later than
   * {@code latest}.
   */
  Optional<Instant> reserve(UUID lane, Dispatch.Pace pace, Instant earliest, Instant latest) {
    forgetSome(nanos(earliest));
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

  /**
   * The next look is when there are twice as many lanes as this one left: so each lane that came
   * pays for looking at two, however many owe something.
   */
  private void forgetSome(long now) {
    int limit = forgetAt.get();
    if (standings.size() >= limit && forgetAt.compareAndSet(limit, Integer.MAX_VALUE)) {
      standings.values().removeIf(standing -> standing.arrival() < now - NANOS_PER_SECOND);
      forgetAt.set(Math.max(KEPT, 2 * standings.size()));
    }
  }

  /** Lanes that are remembered. */
  int size() {
    return standings.size();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
  }
}
