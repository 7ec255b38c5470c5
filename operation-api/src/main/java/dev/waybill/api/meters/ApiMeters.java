package dev.waybill.api.meters;

import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * The meters of the API. Thread-safe. {@code waybill_api_operations_accepted} counts the 202s of
 * {@code waybill_api_requests} on the write routes, one by one. Alert on the share of 5xx in {@code
 * waybill_api_requests}, and on the upper percentiles of {@code waybill_api_submission}: it is the
 * time that Kafka takes to acknowledge.
 */
public final class ApiMeters {
  private final MeterRegistry registry;
  private final Timer submission;

  public ApiMeters(MeterRegistry registry) {
    this.registry = registry;
    this.submission =
        Timer.builder("waybill.api.submission")
            .description("Time from an operation's request to Kafka's acknowledgement")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(15))
            .register(registry);
  }

  /**
   * A request was answered.
   *
   * @param route the path's pattern, never the path itself
   */
  public void answered(String route, String method, int status) {
    Counter.builder("waybill.api.requests")
        .description("Requests answered, by route, method and status")
        .tag("route", route)
        .tag("method", method)
        .tag("status", status + "")
        .register(registry)
        .increment();
  }

  /** An operation was acknowledged by Kafka and is accepted. */
  public void accepted(Resource resource, OperationType type, Duration took) {
    Counter.builder("waybill.api.operations.accepted")
        .description("Operations accepted, by resource and type")
        .tag("resource", resource.wireName())
        .tag("operation_type", type.wireName())
        .register(registry)
        .increment();
    submission.record(took);
  }
}
