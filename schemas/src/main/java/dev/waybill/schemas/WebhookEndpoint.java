package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code webhook.registry}: a subscription of one partner. The newest record of a key
 * counts.
 *
 * @param eventNames exact names and {@code resource_operation.*}
 * @param secrets signing secrets, encrypted, the newest first; older ones sign beside it until they
 *     expire
 * @param headers the subscriber's own, sent with each delivery, by name; each value is {@link
 *     #MASKED} where they are sealed
 * @param sealedHeaders a JSON object of the headers with their values, encrypted; null where there
 *     are none, and in records of the time before, whose {@code headers} hold the values
 * @param retryScheduleS delay before each attempt after the first, in seconds
 * @param timeoutMs one deadline over the whole exchange
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookEndpoint(
    UUID id,
    UUID partnerId,
    String url,
    List<String> eventNames,
    WebhookFilters filters,
    List<SigningSecret> secrets,
    List<String> signatureSchemes,
    boolean includeSync,
    WebhookOrdering ordering,
    Map<String, String> headers,
    @Nullable EncryptedSecret sealedHeaders,
    ConnectionLimits limits,
    List<Long> retryScheduleS,
    long timeoutMs,
    WebhookStatus status,
    @Nullable String statusReason,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** What an endpoint may take unless its owner says otherwise. */
  public static final ConnectionLimits DEFAULT_LIMITS = new ConnectionLimits(100, 100, 10);

  /** At once, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h (Standard Webhooks' example). */
  public static final List<Long> DEFAULT_RETRY_SCHEDULE_S =
      List.of(5L, 300L, 1_800L, 7_200L, 18_000L, 36_000L, 50_400L, 72_000L, 86_400L);

  public static final long DEFAULT_TIMEOUT_MS = 15_000;

  /** Stands for what nobody is shown. */
  public static final String MASKED = "*****";

  /** The same with another status, as its next version. */
  public WebhookEndpoint with(WebhookStatus next, @Nullable String reason, Instant at) {
    return new WebhookEndpoint(
        id,
        partnerId,
        url,
        eventNames,
        filters,
        secrets,
        signatureSchemes,
        includeSync,
        ordering,
        headers,
        sealedHeaders,
        limits,
        retryScheduleS,
        timeoutMs,
        next,
        reason,
        version + 1,
        createdAt,
        at);
  }

  /**
   * One key that signs.
   *
   * @param scheme {@code v1} or {@code v1a}
   * @param expiresAt null: it does not
   * @param publicKey of {@code v1a}: {@code whpk_} and the base64 of the raw key; null for others
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SigningSecret(
      String scheme,
      EncryptedSecret secret,
      @Nullable Instant expiresAt,
      @Nullable String publicKey) {}
}
