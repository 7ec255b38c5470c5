package dev.waybill.simulator;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** All fleets, each made when it is first named. Thread-safe. */
final class Fleets {
  private final Map<String, Fleet> fleets = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final RandomGenerator random;
  private final CallLog log;

  Fleets(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.log = new CallLog(clock, CallLog.MAX_CALLS);
  }

  Fleet fleet(String ref) {
    return fleets.computeIfAbsent(
        ref, name -> new Fleet(name, log, clock, this::nextDouble, idPrefix()));
  }

  void forgetAll() {
    fleets.clear();
    log.clear();
  }

  private double nextDouble() {
    synchronized (random) {
      return random.nextDouble();
    }
  }

  private String idPrefix() {
    synchronized (random) {
      return "%08x".formatted(random.nextInt());
    }
  }
}
