package dev.waybill.testing.guarantees;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.OperationEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One ending (G1, G2): every accepted operation has exactly one {@code created} event and, in each
 * run, exactly one terminal event, read committed; nothing else has any.
 *
 * @param accepted the ids of all operations that were accepted
 */
public record EndingGuarantee(Set<UUID> accepted) {
  public EndingGuarantee {
    accepted = Set.copyOf(accepted);
  }

  /** A run of an operation. */
  private record Run(UUID operation, int number) {}

  /** Those accepted operations that no event says the end of. */
  public Set<UUID> unended(Collection<OperationEvent> events) {
    Set<UUID> left = new HashSet<>(accepted);
    events.stream()
        .filter(EndingGuarantee::isTerminal)
        .forEach(event -> left.remove(event.data().id()));
    return left;
  }

  /** Each breach in words; empty if the guarantee held. */
  public List<String> violations(Collection<OperationEvent> events) {
    List<String> found = new ArrayList<>();
    Map<UUID, Integer> created = new LinkedHashMap<>();
    Map<Run, List<String>> endings = new LinkedHashMap<>();
    for (OperationEvent event : events) {
      UUID id = event.data().id();
      if (event.type().equals(EventTypes.CREATED)) {
        created.merge(id, 1, Integer::sum);
      } else if (isTerminal(event)) {
        endings
            .computeIfAbsent(new Run(id, event.data().run()), run -> new ArrayList<>())
            .add(event.type());
      }
      if (!accepted.contains(id)) {
        found.add(event.type() + " of " + id + ", which nobody accepted");
      }
    }
    for (UUID id : accepted) {
      int times = created.getOrDefault(id, 0);
      if (times != 1) {
        found.add(id + " has " + times + " created events");
      }
    }
    unended(events).forEach(id -> found.add(id + " has no ending"));
    endings.forEach((run, types) -> {
      if (types.size() > 1) {
        found.add(run.operation() + " ended more than once in run " + run.number() + types);
      }
    });
    return found;
  }

  private static boolean isTerminal(OperationEvent event) {
    return event.type().equals(EventTypes.SUCCEEDED) || event.type().equals(EventTypes.FAILED);
  }
}
