package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code operation.events} that tells of a webhook endpoint, under the endpoint's id as
 * key; and the body of a webhook, byte for byte (CONTRACT 4).
 *
 * @param id a UUID that is the same in every copy of the event
 * @param type one of {@link EventTypes}' that begin with {@code webhook.}
 * @param version of this shape
 * @param timestamp when it happened
 */
public record WebhookEvent(UUID id, String type, String version, Instant timestamp, Endpoint data) {
  /** The version of the shape written now. */
  public static final String VERSION = "1.0";

  /**
   * An event of an endpoint as it stands.
   *
   * @param reason what there is to say of its status, null if nothing
   */
  public static WebhookEvent of(
      UUID id, String type, Instant at, WebhookEndpoint endpoint, @Nullable String reason) {
    return new WebhookEvent(id, type, VERSION, at, Endpoint.of(endpoint, reason));
  }

  /**
   * An endpoint without anything secret.
   *
   * @param headers names only: the values are often secrets
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Endpoint(
      UUID id,
      UUID partnerId,
      String url,
      List<String> eventNames,
      WebhookFilters filters,
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
    static Endpoint of(WebhookEndpoint endpoint, @Nullable String reason) {
      return new Endpoint(
          endpoint.id(),
          endpoint.partnerId(),
          endpoint.url(),
          endpoint.eventNames(),
          endpoint.filters(),
          endpoint.signatureSchemes(),
          endpoint.includeSync(),
          endpoint.ordering(),
          endpoint.headers().keySet().stream()
              .collect(Collectors.toMap(name -> name, name -> WebhookEndpoint.MASKED)),
          endpoint.limits(),
          endpoint.retryScheduleS(),
          endpoint.timeoutMs(),
          endpoint.status(),
          reason,
          endpoint.version(),
          endpoint.createdAt(),
          endpoint.updatedAt());
    }
  }
}
