package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.EngineSettings;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Ordering;
import dev.waybill.lane.core.RetryPolicy;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.util.List;

/** How the lanes of endpoints are run. */
public final class EndpointLane {
  /**
   * What an attempt may take beyond the subscriber's own timeout: reading the event, opening
   * secrets. The sender's deadline is the one that is meant to strike.
   */
  static final Duration BESIDE_THE_EXCHANGE = Duration.ofSeconds(10);

  private EndpointLane() {}

  /**
   * How the engine runs them. Whoever wrote a request had read of its endpoint, so the lane will,
   * too, however far behind its input is: it waits for as long as requests are kept.
   *
   * @param maxOutstanding attempts of a partition that are dispatched and not answered
   */
  public static EngineSettings engine(int maxOutstanding) {
    EngineSettings engine = EngineSettings.defaults();
    EngineSettings.Waits waits = engine.waits();
    return new EngineSettings(
        maxOutstanding,
        engine.stepBudget(),
        engine.timing(),
        new EngineSettings.Waits(
            TopicPlan.REQUESTS_KEPT, waits.dedupe(), waits.maxFloor(), waits.earlyCommands()),
        engine.protection().adapting());
  }

  static LaneSettings settings(WebhookEndpoint endpoint) {
    Limits limits =
        Limits.perSecond(
            endpoint.limits().requestsPerSecond(),
            Math.min(endpoint.limits().burst(), Limits.MAX_BURST),
            Math.min(endpoint.limits().maxInFlight(), Limits.MAX_IN_FLIGHT),
            Duration.ofMillis(endpoint.timeoutMs()).plus(BESIDE_THE_EXCHANGE));
    // Deliveries have no credentials that could be refused; but another address is another side, of
    // which nothing is known yet.
    return new LaneSettings(
        endpoint.version(),
        Integer.toUnsignedLong(endpoint.url().hashCode()),
        limits,
        retry(endpoint),
        ordering(endpoint.ordering()),
        endpoint.status() != WebhookStatus.ACTIVE);
  }

  private static RetryPolicy retry(WebhookEndpoint endpoint) {
    List<Duration> delays = endpoint.retryScheduleS().stream().map(Duration::ofSeconds).toList();
    // A paused or throttling endpoint uses up no attempts, so time is the only bound: two weeks,
    // or the schedule's own length twice over.
    Duration schedule = delays.stream().reduce(Duration.ZERO, Duration::plus).multipliedBy(2);
    Duration longest =
        schedule.compareTo(TopicPlan.REQUESTS_KEPT) > 0 ? schedule : TopicPlan.REQUESTS_KEPT;
    return new RetryPolicy(
        delays.size() + 1,
        new Backoff.Schedule(delays.isEmpty() ? List.of(Duration.ZERO) : delays),
        longest);
  }

  private static Ordering ordering(WebhookOrdering ordering) {
    return switch (ordering) {
      case NONE -> Ordering.NONE;
      case PER_OPERATION -> Ordering.PER_KEY;
      case STRICT -> Ordering.STRICT;
    };
  }
}
