package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of {@code operation.dispatched}: all that an executor needs for one attempt, so that it
 * can keep nothing.
 *
 * @param payload what was asked, with the resolved {@code source_*} twins of its references
 * @param sourceId the TSP's id of the resource; for updates always, for creates never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationDispatch(
    UUID operationId,
    UUID partnerId,
    Resource resource,
    OperationType operationType,
    ObjectNode payload,
    @Nullable String sourceId,
    Target target) {

  /**
   * Whom to call, and as whom.
   *
   * @param credentials encrypted, as the connection has them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Target(
      UUID connectionId,
      @Nullable String fleetRef,
      String sourceName,
      ObjectNode settings,
      @Nullable EncryptedSecret credentials) {}
}
