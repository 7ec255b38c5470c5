package dev.waybill.system;

import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.RecordedCall;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The fleets of {@link KillAndRestartIT}, and what is asked for them: creates only. */
final class KillScenario {
  static final String SLOW = "slow";
  static final String FLAKY = "flaky";

  /** Whom the messages are from and for. */
  private static final UUID USER = UUID.randomUUID();

  private static final int CONNECTIONS = 20;
  private static final int OF_THE_SLOW_ONE = 24;
  private static final int MAX_IN_FLIGHT = 4;

  private final SimulatorControl control;
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  KillScenario(SimulatorControl control, int operations) {
    this.control = control;
    counts.put(SLOW, OF_THE_SLOW_ONE);
    int others = CONNECTIONS - 1;
    for (int i = 0; i < others; i++) {
      int share = (operations - OF_THE_SLOW_ONE) / others;
      int rest = (operations - OF_THE_SLOW_ONE) % others;
      counts.put(i == 0 ? FLAKY : "steady-" + i, share + (i < rest ? 1 : 0));
    }
  }

  /** Registers everything and submits everything, a thread for each connection. */
  Set<UUID> submit(Partner partner, int slowRate, int slowBurst) {
    Map<String, UUID> connections = connect(partner, slowRate, slowBurst);
    Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      connections.forEach((fleet, connection) ->
          threads.submit(() -> {
            for (int i = 0; i < counts.get(fleet); i++) {
              accepted.add(
                  i % 5 == 4
                      ? partner.createMessage(connection, USER, "message " + i)
                      : partner.createVehicle(connection, fleet + " " + i));
            }
          }));
    }
    return accepted;
  }

  /** How many calls can be under way at one time. */
  int mostInFlight() {
    return CONNECTIONS * MAX_IN_FLIGHT;
  }

  List<RecordedCall> calls() {
    List<RecordedCall> all = new ArrayList<>();
    counts.keySet().forEach(fleet -> all.addAll(callsOf(fleet)));
    return all;
  }

  void show(Consumer<Observation> watch) {
    counts
        .keySet()
        .forEach(fleet ->
            callsOf(fleet).forEach(call -> watch.accept(new Observation.Called(fleet, call))));
  }

  List<RecordedCall> callsOf(String fleet) {
    return control.calls(fleet);
  }

  /** How many resources the TSP holds: one for each create, unless one was made twice. */
  int held() {
    return counts.keySet().stream().mapToInt(fleet -> control.resources(fleet).size()).sum();
  }

  private Map<String, UUID> connect(Partner partner, int slowRate, int slowBurst) {
    Map<String, UUID> connections = new LinkedHashMap<>();
    for (String fleet : counts.keySet()) {
      connections.put(fleet, UUID.randomUUID());
      control.configure(fleet, Map.of("latency_ms", 100, "latency_jitter_ms", 100));
      boolean slow = fleet.equals(SLOW);
      partner.connect(
          connections.get(fleet),
          fleet,
          Map.of(
              "settings",
              Map.of("base_url", control.baseUrl()),
              "limits",
              Map.of(
                  "requests_per_second",
                  slow ? slowRate : 4,
                  "burst",
                  slowBurst,
                  "max_in_flight",
                  MAX_IN_FLIGHT),
              "retry",
              Map.of("max_attempts", 15, "initial_delay_ms", 200, "max_delay_ms", 1_000),
              // Long enough for a busy machine: a call that times out may be made again.
              "call_timeout_ms",
              10_000));
      partner.teachUser(connections.get(fleet), USER, "known-to-the-tsp");
    }
    // One more than the burst: two calls may come in closer than they went out, a third may not.
    control.configure(SLOW, Map.of("requests_per_second", slowRate, "burst", slowBurst + 1));
    control.configure(FLAKY, Map.of("failure_rate", 0.3));
    return connections;
  }
}
