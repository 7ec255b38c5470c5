package dev.waybill.testing.guarantees;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several guarantees that see the same. For one thread. */
public final class Watch {
  private final List<Guarantee> guarantees;

  public Watch(List<? extends Guarantee> guarantees) {
    this.guarantees = List.copyOf(guarantees);
  }

  /** Shows it to all. */
  public void observe(Observation seen) {
    guarantees.forEach(guarantee -> guarantee.observe(seen));
  }

  /** By the names of those guarantees that were broken, how; empty if all were kept. */
  public Map<String, List<String>> violations() {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (Guarantee guarantee : guarantees) {
      List<String> violations = guarantee.violations();
      if (!violations.isEmpty()) {
        found.put(guarantee.name(), violations);
      }
    }
    return found;
  }
}
