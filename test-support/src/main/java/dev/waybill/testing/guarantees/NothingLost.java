package dev.waybill.testing.guarantees;

import dev.waybill.testing.guarantees.Observation.Accepted;
import dev.waybill.testing.guarantees.Observation.Happened;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** G1: every operation that was accepted comes to an end. */
public final class NothingLost implements Guarantee {
  private final Set<UUID> accepted = new LinkedHashSet<>();
  private final Set<UUID> ended = new HashSet<>();

  @Override
  public String name() {
    return "G1 nothing accepted is lost";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Accepted(UUID operation)) {
      accepted.add(operation);
    } else if (seen instanceof Happened(var event) && Events.isTerminal(event)) {
      ended.add(event.data().id());
    }
  }

  /** Those accepted whose end was not seen yet. */
  public Set<UUID> unended() {
    Set<UUID> left = new LinkedHashSet<>(accepted);
    left.removeAll(ended);
    return left;
  }

  @Override
  public List<String> violations() {
    return unended().stream().map(id -> id + " was accepted and has no ending").toList();
  }
}
