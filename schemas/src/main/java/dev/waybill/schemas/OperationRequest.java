package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of {@code operation.requested}: somebody asks that a resource be created or updated at a
 * TSP. A producer sets the fields of CONTRACT 5; the rest is what the API adds.
 *
 * @param id the operation's id, a UUIDv7; it removes duplicates for as long as the topic is kept
 * @param partnerId the partner who asks; the connection must be the partner's own
 * @param connectionId where it goes, and the record's key
 * @param resourceId what to update: our resource id; absent for a create
 * @param payload the resource's attributes as asked, {@code connection_id} left out or equal to the
 *     above; an inspection has its defaults filled in
 * @param requestedAt when it was asked; the operation's {@code created_at}
 * @param expiresAt not started after this; absent: the connection's {@code expires_after_s} counts
 * @param priority absent: normal
 * @param connectionVersion the version of the connection that the API saw: the request waits,
 *     bounded, until the scheduler has it
 * @param isSync whether somebody waits for the answer; absent: false
 * @param idempotencyKey the key that the caller gave
 * @param fingerprint of the body, to compare a repeat under the same key with
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationRequest(
    UUID id,
    UUID partnerId,
    UUID connectionId,
    Resource resource,
    OperationType operationType,
    @Nullable UUID resourceId,
    ObjectNode payload,
    Instant requestedAt,
    @Nullable Instant expiresAt,
    @Nullable Priority priority,
    @Nullable Long connectionVersion,
    @Nullable Boolean isSync,
    @Nullable String idempotencyKey,
    @Nullable String fingerprint) {
  /** Fills in what the resource's schema says of attributes that are left out. */
  public OperationRequest {
    // Of what was read from a topic anything may be absent; who reads it says what.
    if (resource == Resource.DVIR_LOG && operationType == OperationType.CREATE && payload != null) {
      payload = inspection(payload);
    }
  }

  private static ObjectNode inspection(ObjectNode asked) {
    boolean isOfNoKind = !asked.hasNonNull("log_type");
    boolean isWithoutDefects = !asked.hasNonNull("defect_count") && asked.path("defects").isEmpty();
    if (!isOfNoKind && !isWithoutDefects) {
      return asked;
    }
    ObjectNode filled = asked.deepCopy();
    if (isOfNoKind) {
      filled.put("log_type", "unknown");
    }
    if (isWithoutDefects) {
      filled.put("defect_count", 0);
    }
    return filled;
  }
}
