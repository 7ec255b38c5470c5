package dev.waybill.worker;

import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.execution.ExecutorListener;
import dev.waybill.lane.host.LaneListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The worker's meters. Names and tags are public API; tags are bounded and never ids. Thread-safe.
 *
 * <p>What must hold over time: {@code waybill_operations_accepted} minus the sum of {@code
 * waybill_operations_ended} is the sum of {@code waybill_queue_depth} (counted from the same
 * start). Alert when {@code waybill_queue_depth} grows while {@code waybill_attempts} does not, and
 * when {@code waybill_executor_too_late_total} grows by more than a restart explains: clocks
 * differ.
 */
final class WorkerMeters implements LaneListener, ExecutorListener {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter moved;
  private final Counter deadLettered;
  private final Counter dispatched;
  private final Counter fenced;
  private final Counter late;
  private final Counter tooLate;
  private final Timer timeToFirstCall;
  private final Map<Integer, long[]> tasks = new ConcurrentHashMap<>();

  WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    accepted = counter("waybill.operations.accepted", "Operations that entered their lane");
    duplicates =
        counter("waybill.operations.duplicates", "Requests dropped for their id was known");
    moved = counter("waybill.operations.moved", "Requests moved to the partition of their lane");
    deadLettered =
        counter("waybill.operations.dead.letters", "Records sent to the dead-letter topic");
    dispatched = counter("waybill.attempts.dispatched", "Attempts handed to the executors");
    fenced =
        counter("waybill.attempts.fenced", "Attempts that were not answered by their deadline");
    late = counter("waybill.attempts.late", "Answers that came after their operation had ended");
    tooLate =
        counter(
            "waybill.executor.too.late",
            "Dispatches that this process refused, for they were no longer valid when it read"
                + " them");
    timeToFirstCall =
        Timer.builder("waybill.time.to.first.call")
            .description("From taking in an operation to its first dispatch")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
    gauge("waybill.queue.depth", "Operations that have not ended", 0);
    gauge("waybill.attempts.outstanding", "Attempts dispatched and not yet answered", 1);
    gauge("waybill.lanes", "Lanes known to this process", 2);
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
  public void moved() {
    moved.increment();
  }

  @Override
  public void deadLettered() {
    deadLettered.increment();
  }

  @Override
  public void dispatched() {
    dispatched.increment();
  }

  @Override
  public void timeToFirstDispatch(Duration wait) {
    timeToFirstCall.record(wait);
  }

  @Override
  public void attempted(Outcome outcome, Duration took) {
    Timer.builder("waybill.attempts")
        .description("Attempts answered, by outcome, and how long their calls took")
        .tag("outcome", name(outcome))
        .register(registry)
        .record(took);
  }

  @Override
  public void fenced() {
    fenced.increment();
  }

  @Override
  public void ended(Ending.Kind kind) {
    Counter.builder("waybill.operations.ended")
        .description("Operations ended, by outcome")
        .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void late() {
    late.increment();
  }

  @Override
  public void tooLate() {
    tooLate.increment();
  }

  @Override
  public void gauge(int partition, long depth, int outstanding, int lanes) {
    tasks.put(partition, new long[] {depth, outstanding, lanes});
  }

  @Override
  public void gone(int partition) {
    tasks.remove(partition);
  }

  private Counter counter(String name, String text) {
    return Counter.builder(name).description(text).register(registry);
  }

  private void gauge(String name, String text, int field) {
    Gauge.builder(name, tasks, all -> all.values().stream().mapToLong(task -> task[field]).sum())
        .description(text)
        .tags(Tags.empty())
        .register(registry);
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded done -> "succeeded";
      case Outcome.Rejected no -> "rejected";
      case Outcome.Retryable(String reason, Duration after, Outcome.Kind kind) ->
          kind == Outcome.Kind.THROTTLED ? "throttled" : "retryable";
      case Outcome.Unauthorized bad -> "unauthorized";
      case Outcome.NotStarted not -> "not_started";
      case Outcome.NotHappened not -> "not_happened";
      case Outcome.Unknown lost -> "unknown";
    };
  }
}
