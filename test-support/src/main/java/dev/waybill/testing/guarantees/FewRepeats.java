package dev.waybill.testing.guarantees;

import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.Reported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * G6: a call that the TSP may have acted on is made again only if the attempt is marked as of
 * unknown outcome or as given up, once for each mark; and never where a repeat does harm.
 */
public final class FewRepeats implements Guarantee {
  private final Set<String> harmed;
  private final Map<UUID, List<RecordedCall>> calls = new LinkedHashMap<>();
  private final Map<UUID, String> fleets = new HashMap<>();
  private final Map<UUID, Set<Attempt>> marks = new HashMap<>();
  private final Map<UUID, Set<Integer>> runs = new HashMap<>();
  private final Map<UUID, List<AttemptReport>> reports = new HashMap<>();

  private record Attempt(int run, int number) {}

  /**
   * Watches all fleets.
   *
   * @param harmed fleets that act twice on a repeat: {@code idempotent: false}
   */
  public FewRepeats(Set<String> harmed) {
    this.harmed = Set.copyOf(harmed);
  }

  @Override
  public String name() {
    return "G6 as few repeats as possible";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Called(String fleet, RecordedCall call)) {
      UUID operation = call.operation();
      if (operation != null && call.mayHaveActed()) {
        calls.computeIfAbsent(operation, one -> new ArrayList<>()).add(call);
        fleets.put(operation, fleet);
      }
    } else if (seen instanceof Reported(AttemptReport report, long atMs)) {
      reports.computeIfAbsent(report.item(), one -> new ArrayList<>()).add(report);
      boolean unknown = report.outcome() == OutcomeKind.UNKNOWN;
      if (unknown || report.kind() == ReportKind.FENCE) {
        marks
            .computeIfAbsent(report.item(), one -> new HashSet<>())
            .add(new Attempt(report.run(), report.attempt()));
      }
    } else if (seen instanceof Happened(var event)) {
      runs.computeIfAbsent(event.data().id(), one -> new HashSet<>()).add(event.data().run());
    }
  }

  /** Operations that were called more than once where the TSP may have acted, by right or not. */
  public Set<UUID> repeated() {
    return calls.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    calls.forEach((operation, made) -> {
      String fleet = fleets.getOrDefault(operation, "");
      int marked = marks.getOrDefault(operation, Set.of()).size();
      // Each run that somebody asked for may call once more.
      int asked = Math.max(1, runs.getOrDefault(operation, Set.of()).size());
      int allowed = harmed.contains(fleet) ? asked : asked + marked;
      if (made.size() > allowed) {
        found.add(
            "%s of %s was called %d times where the TSP may have acted, at %s, and %d are allowed%s"
                .formatted(
                    operation,
                    fleet,
                    made.size(),
                    made.stream().map(call -> call.atMs() + ":" + call.status()).toList(),
                    allowed,
                    told(operation)));
      }
    });
    return found;
  }

  /** What the executors said about it, for whoever has to find out why. */
  private String told(UUID operation) {
    return reports.getOrDefault(operation, List.of()).stream()
        .map(report ->
            "%s %s of attempt %d at %d: %s"
                .formatted(
                    report.kind().wireName(),
                    report.outcome() == null ? "" : report.outcome().wireName(),
                    report.attempt(),
                    report.at().toEpochMilli(),
                    report.reason()))
        .collect(Collectors.joining("; ", " (", ")"));
  }
}
