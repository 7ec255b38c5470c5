package dev.waybill.testing.guarantees;

import dev.waybill.schemas.OperationEvent;
import dev.waybill.testing.guarantees.Observation.Accepted;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.Requested;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * G2: each run of an operation has one terminal event, each operation one {@code created}, and
 * nothing has either that nobody asked for.
 */
public final class OneEnding implements Guarantee {
  private final Set<UUID> asked = new HashSet<>();
  private final Map<UUID, Integer> created = new LinkedHashMap<>();
  private final Map<Run, List<String>> endings = new LinkedHashMap<>();

  private record Run(UUID operation, int number) {}

  @Override
  public String name() {
    return "G2 one ending";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Accepted(UUID operation)) {
      asked.add(operation);
    } else if (seen instanceof Requested requested) {
      asked.add(requested.request().id());
    } else if (seen instanceof Happened(OperationEvent event)) {
      happened(event);
    }
  }

  private void happened(OperationEvent event) {
    UUID id = event.data().id();
    if (Events.isCreation(event)) {
      created.merge(id, 1, Integer::sum);
    } else if (Events.isTerminal(event)) {
      endings
          .computeIfAbsent(new Run(id, event.data().run()), run -> new ArrayList<>())
          .add("%s (event %s) at %s".formatted(event.type(), event.id(), event.timestamp()));
    }
  }

  @Override
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    Set<UUID> told = new HashSet<>(created.keySet());
    endings.keySet().forEach(run -> told.add(run.operation()));
    for (UUID id : told) {
      int times = created.getOrDefault(id, 0);
      if (times != 1) {
        found.add(id + " has " + times + " created events");
      }
      if (!asked.contains(id)) {
        found.add(id + " has events, and nobody asked for it");
      }
    }
    endings.forEach((run, all) -> {
      if (all.size() > 1) {
        found.add(
            "%s ended more than once in run %d: %s".formatted(run.operation(), run.number(), all));
      }
    });
    return found;
  }
}
