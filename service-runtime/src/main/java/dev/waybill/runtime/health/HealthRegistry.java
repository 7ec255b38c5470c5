package dev.waybill.runtime.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Every part of a process registers here what tells whether it works. Thread-safe. A check must
 * answer at once, from what its part knows already.
 */
public final class HealthRegistry {
  private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<Optional<String>>> liveness = new ConcurrentSkipListMap<>();

  /**
   * Registers a condition of being ready.
   *
   * @param part a short name, unique in the process
   * @param problem what is wrong, in a sentence; empty if nothing is
   */
  public void register(String part, Supplier<Optional<String>> problem) {
    readiness.put(part, problem);
  }

  /** Registers a condition of being alive: a process that fails it should be restarted. */
  public void registerLiveness(String part, Supplier<Optional<String>> problem) {
    liveness.put(part, problem);
  }

  /** Why the process is not ready, by part; empty if it is. */
  public Map<String, String> unready() {
    return problems(readiness);
  }

  /** Why the process should be restarted, by part; empty if it need not. */
  public Map<String, String> dead() {
    return problems(liveness);
  }

  private static Map<String, String> problems(Map<String, Supplier<Optional<String>>> checks) {
    Map<String, String> problems = new LinkedHashMap<>();
    checks.forEach((part, check) -> check.get().ifPresent(problem -> problems.put(part, problem)));
    return problems;
  }
}
