package dev.waybill.schemas;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an operation's {@code logs}: one attempt to execute it (CONTRACT 3.2). Successful
 * attempts are logged too.
 *
 * @param run the run of the operation that the attempt belongs to, from 1
 * @param attempt the number of the attempt within its run, from 1
 * @param errorType null for a success
 * @param responseStatusCode the TSP's, null if it did not answer
 * @param responseHeaders those on the allow-list only
 * @param durationMs how long the call took
 */
public record AttemptLog(
    UUID id,
    UUID resourceOperationId,
    Instant createdAt,
    Instant updatedAt,
    int run,
    int attempt,
    AttemptStatus status,
    @Nullable ErrorType errorType,
    @Nullable String errorDetails,
    @Nullable Integer responseStatusCode,
    @Nullable Map<String, String> responseHeaders,
    @Nullable Long durationMs) {}
