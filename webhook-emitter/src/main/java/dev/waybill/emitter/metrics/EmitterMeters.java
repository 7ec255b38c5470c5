package dev.waybill.emitter.metrics;

import dev.waybill.lane.core.BreakerState;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.host.LaneListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the emitter. Names and tags are public API; tags are bounded and never ids.
 * Thread-safe.
 *
 * <p>What must hold over time: {@code waybill_webhook_accepted} minus the sum of {@code
 * waybill_webhook_deliveries} is the sum of {@code waybill_webhook_queue_depth} (counted from the
 * same start). Alert when {@code waybill_webhook_first_attempt_lag} or {@code
 * waybill_webhook_queue_depth} keeps growing, when {@code time() -
 * waybill_webhook_oldest_arrival_seconds} is more than retries explain, and on any {@code
 * malformed} event.
 */
public final class EmitterMeters implements LaneListener {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final MeterRegistry registry;
  private final Counter fannedOut;
  private final Counter malformedEndpoints;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter deadLettered;
  private final Counter fenced;
  private final Timer firstAttemptLag;
  private final Timer retryLateness;
  private final Map<Integer, Standing> tasks = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> heldBack = new ConcurrentHashMap<>();

  /** Of endpoints that have deliveries, or a breaker that is not closed. */
  private final Map<LaneId, Troubles> troubles = new ConcurrentHashMap<>();

  private record Troubles(int partition, long oldestArrivalMs, boolean broken) {}

  private record Standing(long depth, long outstanding, long lanes) {}

  /** Declares the meters. */
  public EmitterMeters(MeterRegistry registry) {
    this.registry = registry;
    fannedOut = counter("fanout.deliveries", "Deliveries that events were fanned out to");
    malformedEndpoints =
        counter("registry.malformed", "Records of the subscriptions' registry not readable");
    accepted = counter("accepted", "Deliveries that entered their endpoint's lane");
    duplicates = counter("duplicates", "Deliveries dropped for they were known");
    deadLettered = counter("dead.letters", "Records sent to the dead-letter topic");
    fenced = counter("attempts.fenced", "Attempts that were not answered by their deadline");
    firstAttemptLag =
        timer("first.attempt.lag", "From the event's time to the first attempt to deliver it")
            .register(registry);
    retryLateness =
        timer("retry.lateness", "From when a retry was due to its dispatch, waits for limits too")
            .register(registry);
    gauge("queue.depth", "Deliveries that have not ended", Standing::depth);
    gauge("attempts.outstanding", "Attempts dispatched, not yet answered", Standing::outstanding);
    gauge("lanes", "Endpoints known to this process", Standing::lanes);
    Gauge.builder("waybill.webhook.oldest.arrival", this, meters -> meters.oldestArrival() / 1e3)
        .baseUnit("seconds")
        .description("When the oldest delivery that waits arrived, roughly, since 1970; 0 if none")
        .register(registry);
    Gauge.builder("waybill.webhook.breakers.open", this, EmitterMeters::broken)
        .description("Endpoints that answered nothing good for long and are only probed")
        .register(registry);
    Gauge.builder(
            "waybill.webhook.lanes.held.back",
            heldBack,
            all -> all.values().stream().mapToInt(Integer::intValue).sum())
        .description("Endpoints that take less at present than their limits allow")
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
    malformedEndpoints.increment();
  }

  /** The first attempt of a delivery begins so long after its event. */
  public void firstAttempt(Duration sinceEvent) {
    firstAttemptLag.record(sinceEvent.isNegative() ? Duration.ZERO : sinceEvent);
  }

  /** A retry was dispatched so long after it was due. */
  public void retried(Duration late) {
    retryLateness.record(late);
  }

  /**
   * A request to an endpoint ended.
   *
   * @param outcome one of a fixed few
   */
  public void attempt(String outcome, Duration took) {
    timer("attempts", "Requests to endpoints, by outcome, and how long they took")
        .tag("outcome", outcome)
        .register(registry)
        .record(took);
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void duplicate() {
    duplicates.increment();
  }

  @Override
  public void deadLettered() {
    deadLettered.increment();
  }

  @Override
  public void fenced() {
    fenced.increment();
  }

  @Override
  public void ended(Ending.Kind kind) {
    Counter.builder("waybill.webhook.deliveries")
        .description("Deliveries that ended, by outcome")
        .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void gauge(int partition, long depth, int outstanding, int lanes) {
    tasks.put(partition, new Standing(depth, outstanding, lanes));
  }

  @Override
  public void heldBack(int partition, int lanes) {
    heldBack.put(partition, lanes);
  }

  @Override
  public void gone(int partition) {
    tasks.remove(partition);
    heldBack.remove(partition);
    troubles.values().removeIf(lane -> lane.partition() == partition);
  }

  /**
   * How an endpoint's lane stands, told when that has changed.
   *
   * @param snapshot null if it is gone
   */
  public void lane(int partition, LaneId lane, @Nullable LaneSnapshot snapshot) {
    boolean broken = snapshot != null && snapshot.breaker() != BreakerState.CLOSED;
    boolean waits = snapshot != null && snapshot.depth() > 0;
    if (snapshot == null || (!broken && !waits)) {
      troubles.remove(lane);
    } else {
      long arrival = waits ? snapshot.oldestArrival().toEpochMilli() : Long.MAX_VALUE;
      troubles.put(lane, new Troubles(partition, arrival, broken));
    }
  }

  private long oldestArrival() {
    long oldest =
        troubles.values().stream()
            .mapToLong(Troubles::oldestArrivalMs)
            .filter(arrival -> arrival > 0)
            .min()
            .orElse(Long.MAX_VALUE);
    return oldest == Long.MAX_VALUE ? 0 : oldest;
  }

  private long broken() {
    return troubles.values().stream().filter(Troubles::broken).count();
  }

  private Counter counter(String name, String text) {
    return Counter.builder("waybill.webhook." + name).description(text).register(registry);
  }

  private static Timer.Builder timer(String name, String text) {
    return Timer.builder("waybill.webhook." + name)
        .description(text)
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST);
  }

  private void gauge(String name, String text, ToLongFunction<Standing> field) {
    Gauge.builder(
            "waybill.webhook." + name, tasks, all -> all.values().stream().mapToLong(field).sum())
        .description(text)
        .register(registry);
  }
}
