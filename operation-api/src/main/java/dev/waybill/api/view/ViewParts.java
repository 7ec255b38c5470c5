package dev.waybill.api.view;

import dev.waybill.schemas.Operation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of an instance about the partitions that it owns. Every answer is 503, {@code
 * view_unavailable}, as soon as one of them is not, or not yet, its own. Thread-safe.
 */
interface ViewParts {
  /**
   * An operation of a partner, at its end or after the wait, whichever is first.
   *
   * @return empty if it is in none of the partitions, or not the partner's to see
   */
  Optional<Operation> find(Find question);

  /** An operation of a partner and its request, as they are known now. */
  Optional<AskedOperation> asked(Asked question);

  /** A walk over the places of a list. */
  ListPart list(Listing question);

  /**
   * Looks for an operation.
   *
   * @param connectionId the connection that it must be of; null: any
   * @param patient whether all requests that are there now are to be taken in before it is said to
   *     be missing; then there is one partition only
   * @param waitMs how long to wait for its end
   */
  record Find(
      List<Integer> partitions,
      UUID partnerId,
      UUID id,
      @Nullable UUID connectionId,
      boolean patient,
      long waitMs) {}

  /**
   * Looks for an operation as its idempotency key needs it.
   *
   * @param awaited the offset of a request that is to be taken in before; null: none
   */
  record Asked(int partition, UUID partnerId, UUID id, UUID connectionId, @Nullable Long awaited) {}

  /**
   * Walks over a list.
   *
   * @param at where the page before ended; null: from the beginning
   * @param size the most operations to find, at least 1
   * @param ascending which way to walk
   */
  record Listing(
      List<Integer> partitions,
      ListQuery query,
      @Nullable ListPlace at,
      int size,
      boolean ascending) {}
}
