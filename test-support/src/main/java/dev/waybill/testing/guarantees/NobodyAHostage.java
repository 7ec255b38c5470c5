package dev.waybill.testing.guarantees;

import dev.waybill.schemas.OperationEvent;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * G5: once taken in, operations of quiet connections get to their first call while others have a
 * backlog, hang or are throttled as soon as they did before, or nearly.
 *
 * <p>Compared is the 95th percentile of the time from there to the first call, of those asked
 * before the noise with those asked during it: a system that is slow for everybody is not unfair.
 */
public final class NobodyAHostage implements Guarantee {
  /** With fewer there is no 95th percentile to speak of. */
  public static final int ENOUGH = 20;

  private final double factor;
  private final Duration allowance;
  private final Set<UUID> usual = new HashSet<>();
  private final Set<UUID> beside = new HashSet<>();
  private final Map<UUID, Long> takenInMs = new HashMap<>();
  private final Map<UUID, Long> calledMs = new HashMap<>();

  /**
   * Watches what it is told to.
   *
   * @param factor how many times as long it may take during the noise
   * @param allowance and how much longer on top: what the machine does for the noise takes its time
   */
  public NobodyAHostage(double factor, Duration allowance) {
    this.factor = factor;
    this.allowance = allowance;
  }

  /** Operations of quiet connections that were asked while nothing else was going on. */
  public void beforeTheNoise(Collection<UUID> operations) {
    usual.addAll(operations);
  }

  /** Operations of the same connections that were asked beside the noise. */
  public void duringTheNoise(Collection<UUID> operations) {
    beside.addAll(operations);
  }

  @Override
  public String name() {
    return "G5 nobody is a hostage";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Happened(OperationEvent event)) {
      if (Events.isCreation(event)) {
        takenInMs.merge(event.data().id(), event.timestamp().toEpochMilli(), Math::min);
      }
    } else if (seen instanceof Called(String fleet, RecordedCall call)) {
      UUID operation = call.operation();
      if (operation != null) {
        calledMs.merge(operation, call.atMs(), Math::min);
      }
    }
  }

  @Override
  public List<String> violations() {
    List<Long> before = waits(usual);
    List<Long> during = waits(beside);
    if (before.size() < ENOUGH || during.size() < ENOUGH) {
      return List.of(
          "cannot be judged: %d samples before the noise and %d during it, where %d are needed"
              .formatted(before.size(), during.size(), ENOUGH));
    }
    long usual = percentile95(before);
    long noisy = percentile95(during);
    double bound = usual * factor + allowance.toMillis();
    return noisy <= bound
        ? List.of()
        : List.of(
            "95 %% of quiet operations got to their first call within %d ms during the noise, and"
                    .formatted(noisy)
                + " within %d ms before it; up to %.0f ms would do".formatted(usual, bound));
  }

  /** Both 95th percentiles in words, for the record. */
  public String figures() {
    List<Long> before = waits(usual);
    List<Long> during = waits(beside);
    return before.isEmpty() || during.isEmpty()
        ? "no samples"
        : "p95 to the first call: %d ms before the noise (%d), %d ms during it (%d)"
            .formatted(percentile95(before), before.size(), percentile95(during), during.size());
  }

  /** Never called is waiting for ever; what was never taken in is for others to tell. */
  private List<Long> waits(Set<UUID> operations) {
    List<Long> waits = new ArrayList<>();
    for (UUID operation : operations) {
      Long taken = takenInMs.get(operation);
      if (taken != null) {
        Long called = calledMs.get(operation);
        waits.add(called == null ? Long.MAX_VALUE : called - taken);
      }
    }
    return waits;
  }

  private static long percentile95(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
  }
}
