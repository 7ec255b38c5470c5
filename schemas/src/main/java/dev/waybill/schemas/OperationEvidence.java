package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code operation.attempted} where the attempt is over: what it left behind. Started
 * and fence records have no value.
 *
 * @param log the operation's log entry
 * @param sourceId the TSP's id of the resource, of a success
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationEvidence(AttemptLog log, @Nullable String sourceId) {}
