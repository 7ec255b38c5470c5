package dev.waybill.testing.guarantees;

import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.ReportKind;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.Reported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * G4: no fleet gets more calls than its connection's limits allow, in any window; and no more are
 * under way at one time than {@code max_in_flight}.
 *
 * <p>The rate is judged by the calls where they arrive. What is under way is judged by the
 * attempts' own log, for a call has no end that its receiver could see; attempts that were given up
 * are left out, because their places were given to others by right.
 */
public final class LimitHolds implements Guarantee {
  private final Duration slack;
  private final Map<String, Limits> limits;
  private final Map<String, List<RecordedCall>> calls = new TreeMap<>();
  private final Map<UUID, OperationEvent> endings = new HashMap<>();
  private final Set<Attempt> givenUp = new HashSet<>();

  /** What a connection may do. */
  public record Limits(double requestsPerSecond, int burst, int maxInFlight) {}

  private record Attempt(UUID operation, int run, int number) {}

  /**
   * Watches the fleets named.
   *
   * @param limits by fleet; a fleet has one connection
   * @param slack δ, and what the way to the TSP may vary
   */
  public LimitHolds(Map<String, Limits> limits, Duration slack) {
    this.limits = Map.copyOf(limits);
    this.slack = slack;
  }

  @Override
  public String name() {
    return "G4 the limit holds";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Called(String fleet, RecordedCall call)) {
      calls.computeIfAbsent(fleet, one -> new ArrayList<>()).add(call);
    } else if (seen instanceof Happened(OperationEvent event) && Events.isTerminal(event)) {
      endings.put(event.data().id(), event);
    } else if (seen instanceof Reported(var report, long atMs)
        && report.kind() == ReportKind.FENCE) {
      givenUp.add(new Attempt(report.item(), report.run(), report.attempt()));
    }
  }

  @Override
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    calls.forEach((fleet, all) -> {
      Limits allowed = limits.get(fleet);
      if (allowed != null) {
        new CallWindow(allowed.requestsPerSecond(), allowed.burst(), slack)
            .violation(all)
            .ifPresent(breach -> found.add(fleet + ": " + breach));
      }
    });
    limits.forEach((fleet, allowed) -> tooManyAtOnce(fleet, allowed.maxInFlight(), found));
    return found;
  }

  private void tooManyAtOnce(String fleet, int allowed, List<String> found) {
    // An attempt begins behind those that ended in the same millisecond.
    TreeMap<Long, Integer> begun = new TreeMap<>();
    TreeMap<Long, Integer> ended = new TreeMap<>();
    for (OperationEvent ending : endings.values()) {
      if (fleet.equals(ending.data().fleetRef())) {
        for (AttemptLog attempt : ending.data().logs()) {
          UUID id = ending.data().id();
          if (!givenUp.contains(new Attempt(id, attempt.run(), attempt.attempt()))) {
            begun.merge(attempt.createdAt().toEpochMilli(), 1, Integer::sum);
            ended.merge(attempt.updatedAt().toEpochMilli(), 1, Integer::sum);
          }
        }
      }
    }
    int open = 0;
    int most = 0;
    long whenMs = 0;
    for (Map.Entry<Long, Integer> begin : begun.entrySet()) {
      while (!ended.isEmpty() && ended.firstKey() <= begin.getKey()) {
        open -= ended.pollFirstEntry().getValue();
      }
      open += begin.getValue();
      if (open > most) {
        most = open;
        whenMs = begin.getKey();
      }
    }
    if (most > allowed) {
      found.add(
          "%s: %d calls were under way at %d, where %d may be"
              .formatted(fleet, most, whenMs, allowed));
    }
  }
}
