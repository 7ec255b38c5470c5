package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code operation.commands}, key = connection id: something that the scheduler is told
 * about a connection or an operation, in order with everything else of that connection.
 *
 * @param id of the command; it removes duplicates
 * @param partnerId who commands; the connection must be the partner's own
 * @param type what to do
 * @param identity only of {@code teach_identity}
 * @param operationId of {@code cancel}, {@code expedite} and {@code retry}: which operation
 * @param run only of {@code retry}: the run that failed; nothing happens if it is not the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationCommand(
    UUID id,
    UUID partnerId,
    UUID connectionId,
    CommandType type,
    Instant requestedAt,
    @Nullable ResourceIdentity identity,
    @Nullable UUID operationId,
    @Nullable Integer run) {

  /** A command that needs no more than an identity. */
  public OperationCommand(
      UUID id,
      UUID partnerId,
      UUID connectionId,
      CommandType type,
      Instant requestedAt,
      @Nullable ResourceIdentity identity) {
    this(id, partnerId, connectionId, type, requestedAt, identity, null, null);
  }
}
