package dev.waybill.worker;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a worker process does. Both in one process is the usual way; apart, executors can be many
 * and be killed at will, while the schedulers keep their state warm.
 */
public enum WorkerRole {
  SCHEDULER("scheduler"),
  EXECUTOR("executor");

  private final String wireName;

  WorkerRole(String wireName) {
    this.wireName = wireName;
  }

  /**
   * Reads names separated by commas.
   *
   * @throws IllegalArgumentException if a name is not known, or there is none
   */
  static Set<WorkerRole> parse(String text) {
    Set<WorkerRole> roles = EnumSet.noneOf(WorkerRole.class);
    for (String name : text.split(",", -1)) {
      roles.add(named(name.strip()));
    }
    return Set.copyOf(roles);
  }

  private static WorkerRole named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.wireName.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("must be scheduler, executor, or both by a comma"));
  }
}
