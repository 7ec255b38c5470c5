package dev.waybill.tsp;

import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation, ready for the TSP.
 *
 * @param connection whom to call, and as whom
 * @param payload what was asked, by our names, with the resolved {@code source_*} twins of its
 *     references; not to be changed
 * @param sourceId the TSP's id of the resource; for updates always, for creates never
 * @param idempotencyKey the same in all attempts of an operation
 */
public record AdapterRequest(
    ConnectionAccess connection,
    Resource resource,
    OperationType operationType,
    ObjectNode payload,
    @Nullable String sourceId,
    String idempotencyKey) {

  /** Refuses an update without, and a create with, a source id. */
  public AdapterRequest {
    if ((operationType == OperationType.UPDATE) != (sourceId != null)) {
      throw new IllegalArgumentException(
          "an update needs the source id of its resource, a create has none");
    }
    if (idempotencyKey.isBlank()) {
      throw new IllegalArgumentException("the idempotency key is blank");
    }
  }

  /** Without the payload, which may hold personal data. */
  @Override
  public String toString() {
    return "AdapterRequest[%s %s, connection %s, key %s]"
        .formatted(
            operationType.wireName(),
            resource.wireName(),
            connection.connectionId(),
            idempotencyKey);
  }
}
