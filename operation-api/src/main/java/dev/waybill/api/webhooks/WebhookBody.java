package dev.waybill.api.webhooks;

import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of the creation of a webhook, as the schema lets it through. */
record WebhookBody(
    String url,
    List<String> eventNames,
    @Nullable Filters filters,
    @Nullable String secret,
    @Nullable List<String> signatureSchemes,
    @Nullable Boolean includeSync,
    @Nullable WebhookOrdering ordering,
    @Nullable Map<String, String> headers,
    @Nullable Limits limits,
    @Nullable List<Long> retryScheduleS,
    @Nullable Long timeoutMs) {
  /** Leaves the secret and the headers out. */
  @Override
  public String toString() {
    return "WebhookBody[eventNames=" + eventNames + "]";
  }

  record Filters(
      @Nullable List<UUID> connectionIds,
      @Nullable List<Resource> resources,
      @Nullable List<String> fleetRefs) {
    static WebhookFilters orNone(@Nullable Filters asked) {
      return asked == null
          ? WebhookFilters.NONE
          : new WebhookFilters(
              Objects.requireNonNullElse(asked.connectionIds, List.of()),
              Objects.requireNonNullElse(asked.resources, List.of()),
              Objects.requireNonNullElse(asked.fleetRefs, List.of()));
    }
  }

  record Limits(
      @Nullable Double requestsPerSecond, @Nullable Integer burst, @Nullable Integer maxInFlight) {
    static ConnectionLimits orDefaults(@Nullable Limits asked) {
      ConnectionLimits absent = WebhookEndpoint.DEFAULT_LIMITS;
      return asked == null
          ? absent
          : new ConnectionLimits(
              Objects.requireNonNullElse(asked.requestsPerSecond, absent.requestsPerSecond()),
              Objects.requireNonNullElse(asked.burst, absent.burst()),
              Objects.requireNonNullElse(asked.maxInFlight, absent.maxInFlight()));
    }
  }

  /** The body of a rotation. */
  record Rotation(@Nullable Long overlapS, @Nullable String secret) {
    static final long DEFAULT_OVERLAP_S = 86_400;

    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "Rotation[overlapS=" + overlapS + "]";
    }
  }
}
