package dev.waybill.api.view;

import dev.waybill.schemas.Operation;
import org.jspecify.annotations.Nullable;

/**
 * An operation and the request that made it.
 *
 * @param operation as it is now
 * @param fingerprint of the request; null if it had no idempotency key
 * @param requestOffset where the request lies that came first; null if it was not read yet
 */
public record AskedOperation(
    Operation operation, @Nullable String fingerprint, @Nullable Long requestOffset) {}
