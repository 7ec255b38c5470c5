package dev.waybill.lane.execution;

import dev.waybill.lane.core.Dispatch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spaces the starts of a lane. The scheduler's dispatches keep the pace, but they travel in
 * transactions and arrive in bunches; the other side counts what arrives there. One executor at a
 * time acts for a lane, so its memory is enough. Thread-safe.
 */
final class LanePacer {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** Above this many lanes those that owe nothing are forgotten. */
  private static final int FORGET_ABOVE = 10_000;

  /** By lane the theoretical arrival time of its next start, in nanoseconds since the epoch. */
  private final Map<UUID, Long> arrivalTimes = new ConcurrentHashMap<>();

  /**
   * When the lane may start next, and counts it; empty, and not counted, if that is later than
   * {@code latest}.
   */
  Optional<Instant> reserve(UUID lane, Dispatch.Pace pace, Instant earliest, Instant latest) {
    if (arrivalTimes.size() > FORGET_ABOVE) {
      long now = nanos(earliest);
      arrivalTimes.values().removeIf(arrival -> arrival < now);
    }
    long[] start = new long[1];
    arrivalTimes.compute(
        lane,
        (id, known) -> {
          long arrival = known == null ? 0 : known;
          long allowed = arrival - (pace.burst() - 1) * pace.nanosPerCall();
          start[0] = Math.max(nanos(earliest), allowed);
          boolean tooLate = start[0] > nanos(latest);
          return tooLate ? known : Long.valueOf(Math.max(arrival, start[0]) + pace.nanosPerCall());
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
