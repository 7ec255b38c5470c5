package dev.waybill.api.operations;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many batches are worked on at once, each of which may hold megabytes: a bound for all, and a
 * lower one for each partner, so that nobody takes the places of others. Thread-safe.
 */
public final class BatchSlots {
  private final Semaphore all;
  private final int mostOfPartner;
  private final Map<UUID, Integer> partners = new ConcurrentHashMap<>();

  /**
   * Makes free slots.
   *
   * @param most from 1
   * @param mostOfPartner of those, one partner's, from 1
   */
  public BatchSlots(int most, int mostOfPartner) {
    this.all = new Semaphore(most);
    this.mostOfPartner = mostOfPartner;
  }

  /** A place that is taken until it is closed. */
  @FunctionalInterface
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @throws RefusedException 429 if the partner has too many under way; 503 if all together have
   */
  Slot take(UUID partnerId) {
    int mine = partners.merge(partnerId, 1, Integer::sum);
    if (mine > mostOfPartner) {
      leave(partnerId);
      throw RefusedException.retryLater(
          ProblemCode.TOO_MANY_BATCHES,
          "%d of your batches are under way, as many as may be at once; wait for one to be answered"
              .formatted(mostOfPartner),
          1);
    }
    if (!all.tryAcquire()) {
      leave(partnerId);
      throw RefusedException.retryLater(
          ProblemCode.BUSY,
          "as many batches are under way as this instance takes; nothing of this one was accepted",
          1);
    }
    return () -> {
      all.release();
      leave(partnerId);
    };
  }

  private void leave(UUID partnerId) {
    partners.computeIfPresent(partnerId, (id, count) -> count == 1 ? null : count - 1);
  }
}
