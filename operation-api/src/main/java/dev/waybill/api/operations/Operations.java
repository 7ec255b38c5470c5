package dev.waybill.api.operations;

import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Operation;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds operations as their partner may see them. */
@FunctionalInterface
public interface Operations {
  /**
   * An operation, at its end or after the wait, whichever is first.
   *
   * @param connectionId the connection that it must be of; null: any
   * @throws RefusedException 404, or 503 if nothing can be said now
   */
  Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, Duration wait);
}
