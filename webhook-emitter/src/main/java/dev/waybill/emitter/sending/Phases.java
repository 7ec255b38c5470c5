package dev.waybill.emitter.sending;

import static java.util.Objects.requireNonNull;

import dev.waybill.schemas.DeliveryTimings;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * When the phases of an exchange ended. Written by the thread that makes it; read by the one that
 * waits for it, perhaps in the middle.
 */
final class Phases {
  /** The attribute of a request's context that carries its phases. */
  static final String ATTRIBUTE = "waybill.phases";

  private static final long NOT_YET = Long.MIN_VALUE;

  private final long begun = System.nanoTime();
  private volatile long lookedUp = NOT_YET;
  private volatile long connected = NOT_YET;
  private volatile long secured = NOT_YET;
  private volatile long sending = NOT_YET;
  private volatile long answering = NOT_YET;
  private volatile long ended = NOT_YET;

  static Phases of(HttpContext context) {
    return (Phases) requireNonNull(context.getAttribute(ATTRIBUTE), ATTRIBUTE);
  }

  /** The addresses are known; the last of several dials counts. */
  void lookedUp() {
    lookedUp = System.nanoTime();
  }

  void connected() {
    connected = System.nanoTime();
  }

  void secured() {
    secured = System.nanoTime();
  }

  void sending() {
    sending = System.nanoTime();
  }

  void answering() {
    answering = System.nanoTime();
  }

  void ended() {
    ended = System.nanoTime();
  }

  long begunNanos() {
    return begun;
  }

  /** What is known by now; a phase that was not come to, or not needed, is null. */
  DeliveryTimings timings() {
    return new DeliveryTimings(
        between(begun, lookedUp),
        between(lookedUp, connected),
        between(connected, secured),
        between(sending, answering),
        between(answering, ended));
  }

  private static @Nullable Long between(long from, long to) {
    return from == NOT_YET || to == NOT_YET || to < from
        ? null
        : TimeUnit.NANOSECONDS.toMillis(to - from);
  }
}
