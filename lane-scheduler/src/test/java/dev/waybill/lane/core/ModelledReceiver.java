package dev.waybill.lane.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * Another side in virtual time: so many workers, each busy with a call for a while, a queue before
 * them, and a bucket of tokens at the door. What has no place in the queue is answered 503, what
 * finds no token 429. A call that is not answered within the timeout has failed for the caller, and
 * keeps its worker busy all the same.
 */
final class ModelledReceiver {
  /**
   * How it is made.
   *
   * @param serviceMillis what a call takes as a rule; each takes between half of it and half more
   * @param perSecond how many calls a second are let in; 0: all
   * @param retryAfter whether a refusal at the door says to come again after a second
   */
  record Design(int workers, int serviceMillis, int queue, int perSecond, boolean retryAfter) {
    /** Calls a second that it can answer. */
    double capacity() {
      double ofWorkers = 1_000.0 * workers / serviceMillis;
      return perSecond == 0 ? ofWorkers : Math.min(perSecond, ofWorkers);
    }
  }

  /** An answer, and when it is there. */
  record Answer(long at, Outcome outcome, long tookMillis) {}

  private static final long TIMEOUT = 5_000;

  private final Random random;
  private Design design;
  private final Deque<Long> busyUntil = new ArrayDeque<>();
  private long[] freeAt;
  private double tokens;
  private long filledAt;
  private boolean isDown;
  private double failing;
  private double slow;

  ModelledReceiver(Design design, long seed) {
    this.design = design;
    this.random = new Random(seed);
    this.freeAt = new long[design.workers()];
    this.tokens = design.perSecond();
  }

  void become(Design other) {
    design = other;
    freeAt = new long[other.workers()];
  }

  void down(boolean is) {
    isDown = is;
  }

  /** So many of its answers are 503, whatever it has to do. */
  ModelledReceiver failing(double share) {
    failing = share;
    return this;
  }

  /** So many of its calls take ten times as long, whatever it has to do. */
  ModelledReceiver slow(double share) {
    slow = share;
    return this;
  }

  Answer call(long at) {
    if (isDown) {
      return new Answer(at + 1, strained("no connection"), 0);
    }
    if (!isLetIn(at)) {
      Duration wait = design.retryAfter() ? Duration.ofSeconds(1) : Duration.ZERO;
      return new Answer(at + 1, new Outcome.Retryable("429", wait, Outcome.Kind.THROTTLED), 1);
    }
    int first = 0;
    for (int i = 1; i < freeAt.length; i++) {
      first = freeAt[i] < freeAt[first] ? i : first;
    }
    while (!busyUntil.isEmpty() && busyUntil.peekFirst() <= at) {
      busyUntil.removeFirst();
    }
    if (freeAt[first] > at && busyUntil.size() >= design.queue()) {
      return new Answer(at + 1, strained("503"), 1);
    }
    long begin = Math.max(at, freeAt[first]);
    if (begin > at) {
      busyUntil.addLast(begin); // Waits in the queue until then; first come, first served.
    }
    int service = design.serviceMillis() * (random.nextDouble() < slow ? 10 : 1);
    long end = begin + service / 2 + random.nextInt(service + 1);
    freeAt[first] = end;
    if (random.nextDouble() < failing) {
      return new Answer(end, strained("503"), end - at);
    }
    return end - at > TIMEOUT
        ? new Answer(at + TIMEOUT, strained("no answer"), TIMEOUT)
        : new Answer(end, new Outcome.Succeeded(), end - at);
  }

  private boolean isLetIn(long at) {
    if (design.perSecond() == 0) {
      return true;
    }
    double grown = (at - filledAt) * design.perSecond() / 1_000.0;
    tokens = Math.min(design.perSecond(), tokens + grown);
    filledAt = at;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  private static Outcome strained(String reason) {
    return new Outcome.Retryable(reason, Duration.ZERO, Outcome.Kind.STRAINED);
  }
}
