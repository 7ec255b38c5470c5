package dev.waybill.simulator;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The calls received, in order, of all fleets: the newest 1,000,000 and at most 256 MiB of bodies.
 * Older ones are forgotten. Thread-safe.
 */
final class CallLog {
  static final int MAX_CALLS = 1_000_000;
  static final long MAX_BODY_BYTES = 256L << 20;

  private final InstantSource clock;
  private final int maxCalls;
  private final Deque<Call> all = new ArrayDeque<>();
  private final Map<String, Deque<Call>> byFleet = new HashMap<>();
  private long bodyBytes;
  private long lastMs;

  CallLog(InstantSource clock, int maxCalls) {
    this.clock = clock;
    this.maxCalls = maxCalls;
  }

  /** Notes a call as received now. */
  synchronized Call received(String fleetRef, SimulatorRequest request) {
    // Readers go on from the last time they saw, so a clock set back must not hide a call.
    lastMs = Math.max(lastMs, clock.millis());
    Call call = new Call(fleetRef, lastMs, request);
    all.addLast(call);
    byFleet.computeIfAbsent(fleetRef, ref -> new ArrayDeque<>()).addLast(call);
    bodyBytes += call.body().length;
    while (all.size() > maxCalls || bodyBytes > MAX_BODY_BYTES) {
      forgetOldest();
    }
    return call;
  }

  private void forgetOldest() {
    Call oldest = all.removeFirst();
    bodyBytes -= oldest.body().length;
    Deque<Call> fleet = byFleet.get(oldest.fleetRef());
    if (fleet != null) {
      fleet.removeFirst();
    }
  }

  /** A fleet's calls later than a time, oldest first. */
  synchronized List<Call> since(String fleetRef, long sinceMs) {
    List<Call> calls = new ArrayList<>();
    Deque<Call> fleet = byFleet.get(fleetRef);
    if (fleet != null) {
      Iterator<Call> newest = fleet.descendingIterator();
      while (newest.hasNext()) {
        Call call = newest.next();
        if (call.atMs() <= sinceMs) {
          break;
        }
        calls.add(call);
      }
      Collections.reverse(calls);
    }
    return calls;
  }

  synchronized void clear() {
    all.clear();
    byFleet.clear();
    bodyBytes = 0;
  }
}
