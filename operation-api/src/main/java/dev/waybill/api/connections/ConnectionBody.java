package dev.waybill.api.connections;

import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.RetryPolicy;
import dev.waybill.schemas.ShareLevel;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The body of a {@code PUT} of a connection, as the schema lets it through. */
record ConnectionBody(
    @Nullable String fleetRef,
    String sourceName,
    @Nullable String description,
    @Nullable ObjectNode settings,
    @Nullable ObjectNode credentials,
    @Nullable Limits limits,
    @Nullable Retry retry,
    @Nullable Long callTimeoutMs,
    @Nullable Ordering ordering,
    @Nullable Map<Resource, ShareLevel> share) {
  static final long DEFAULT_CALL_TIMEOUT_MS = 30_000;

  /** Leaves the credentials out. */
  @Override
  public String toString() {
    return "ConnectionBody[sourceName=" + sourceName + "]";
  }

  record Limits(
      @Nullable Double requestsPerSecond, @Nullable Integer burst, @Nullable Integer maxInFlight) {
    static ConnectionLimits orDefaults(@Nullable Limits asked) {
      ConnectionLimits absent = ConnectionLimits.DEFAULT;
      return asked == null
          ? absent
          : new ConnectionLimits(
              Objects.requireNonNullElse(asked.requestsPerSecond, absent.requestsPerSecond()),
              Objects.requireNonNullElse(asked.burst, absent.burst()),
              Objects.requireNonNullElse(asked.maxInFlight, absent.maxInFlight()));
    }
  }

  record Retry(
      @Nullable Integer maxAttempts,
      @Nullable Long initialDelayMs,
      @Nullable Long maxDelayMs,
      @Nullable Long expiresAfterS) {
    static RetryPolicy orDefaults(@Nullable Retry asked) {
      RetryPolicy absent = RetryPolicy.DEFAULT;
      return asked == null
          ? absent
          : new RetryPolicy(
              Objects.requireNonNullElse(asked.maxAttempts, absent.maxAttempts()),
              Objects.requireNonNullElse(asked.initialDelayMs, absent.initialDelayMs()),
              Objects.requireNonNullElse(asked.maxDelayMs, absent.maxDelayMs()),
              Objects.requireNonNullElse(asked.expiresAfterS, absent.expiresAfterS()));
    }
  }
}
