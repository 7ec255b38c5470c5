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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationCommand(
    UUID id,
    UUID partnerId,
    UUID connectionId,
    CommandType type,
    Instant requestedAt,
    @Nullable ResourceIdentity identity) {}
