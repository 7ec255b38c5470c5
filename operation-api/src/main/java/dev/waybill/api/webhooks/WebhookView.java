package dev.waybill.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is answered.
 *
 * @param secret only at its creation
 * @param headers names only are told later: their values are often secrets
 */
record WebhookView(
    UUID id,
    UUID partnerId,
    String url,
    List<String> eventNames,
    WebhookFilters filters,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
    List<String> signatureSchemes,
    boolean includeSync,
    WebhookOrdering ordering,
    Map<String, String> headers,
    ConnectionLimits limits,
    List<Long> retryScheduleS,
    long timeoutMs,
    WebhookStatus status,
    @Nullable String statusReason,
    long version,
    Instant createdAt,
    Instant updatedAt) {
  static WebhookView of(WebhookEndpoint endpoint) {
    return created(endpoint, null);
  }

  /** With the secret, which is shown this once. */
  static WebhookView created(WebhookEndpoint endpoint, @Nullable String secret) {
    return new WebhookView(
        endpoint.id(),
        endpoint.partnerId(),
        endpoint.url(),
        endpoint.eventNames(),
        endpoint.filters(),
        secret,
        endpoint.signatureSchemes(),
        endpoint.includeSync(),
        endpoint.ordering(),
        endpoint.headers().keySet().stream()
            .collect(Collectors.toMap(name -> name, name -> WebhookEndpoint.MASKED)),
        endpoint.limits(),
        endpoint.retryScheduleS(),
        endpoint.timeoutMs(),
        endpoint.status(),
        endpoint.statusReason(),
        endpoint.version(),
        endpoint.createdAt(),
        endpoint.updatedAt());
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "WebhookView[id=" + id + "]";
  }
}
