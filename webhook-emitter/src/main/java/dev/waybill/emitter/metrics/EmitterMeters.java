package dev.waybill.emitter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The meters of the emitter; names and tags are public API. Thread-safe.
 *
 * <p>Sums that hold: {@code waybill.webhook.fanout.deliveries} ≥ {@code waybill.webhook.deliveries}
 * over all outcomes, and once nothing waits they are equal but for repeated fan-outs, which the
 * lanes drop. Alert when {@code waybill.webhook.first.attempt.lag} or {@code
 * waybill.webhook.queue.depth} grows without end, and on any {@code malformed} event.
 */
public final class EmitterMeters {
  private static final double[] PERCENTILES = {0.5, 0.99};

  private final MeterRegistry registry;
  private final Timer firstAttemptLag;
  private final Counter fannedOut;

  /** Declares the meters. */
  public EmitterMeters(MeterRegistry registry) {
    this.registry = registry;
    this.firstAttemptLag =
        Timer.builder("waybill.webhook.first.attempt.lag")
            .description("From the event's timestamp to the first attempt to deliver it")
            .publishPercentiles(PERCENTILES)
            .register(registry);
    this.fannedOut =
        Counter.builder("waybill.webhook.fanout.deliveries")
            .description("Deliveries that events were fanned out to")
            .register(registry);
  }

  /** What became of an event that was read. */
  public enum EventResult {
    FANNED_OUT("fanned_out"),
    NOBODY("nobody"),
    TOO_OLD("too_old"),
    MALFORMED("malformed");

    private final String tag;

    EventResult(String tag) {
      this.tag = tag;
    }
  }

  /** An event was read and dealt with, in a transaction that was committed. */
  public void event(EventResult result, int deliveries) {
    Counter.builder("waybill.webhook.fanout.events")
        .description("Events read, by what became of them")
        .tag("result", result.tag)
        .register(registry)
        .increment();
    fannedOut.increment(deliveries);
  }

  /** A record of the subscriptions' registry could not be read. */
  public void malformedEndpoint() {
    Counter.builder("waybill.webhook.registry.malformed")
        .description("Records of the subscriptions' registry that could not be read")
        .register(registry)
        .increment();
  }

  /** A request was made to an endpoint. */
  public void attempt(String outcome, Duration took) {
    Timer.builder("waybill.webhook.attempts")
        .description("Requests to endpoints, by outcome")
        .tag("outcome", outcome)
        .publishPercentiles(PERCENTILES)
        .register(registry)
        .record(took);
  }

  /** The first attempt of a delivery begins so long after its event. */
  public void firstAttempt(Duration sinceEvent) {
    firstAttemptLag.record(sinceEvent.isNegative() ? Duration.ZERO : sinceEvent);
  }

  /** A delivery ended. */
  public void ended(String outcome) {
    Counter.builder("waybill.webhook.deliveries")
        .description("Deliveries that ended, by outcome")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /** How many deliveries wait or are under way, in the partitions of this process. */
  public <T> void queueDepth(T source, ToDoubleFunction<T> depth) {
    Gauge.builder("waybill.webhook.queue.depth", source, depth)
        .description("Deliveries that have not ended, in the partitions of this process")
        .register(registry);
  }
}
