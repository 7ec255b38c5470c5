package dev.waybill.api.operations;

import dev.waybill.api.http.Call;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many batches there are at once, each of which may hold megabytes. A partner has so many of
 * its own from the head of a batch on. The places of all are for batches that are whole: who sends
 * one slowly takes no more from others than the room of the bytes that have come. Thread-safe.
 */
public final class BatchSlots {
  private final Semaphore all;
  private final AtomicLong room;
  private final int mostOfPartner;
  private final Map<UUID, Integer> partners = new ConcurrentHashMap<>();

  /**
   * Makes free slots.
   *
   * @param most that are worked on, from 1
   * @param mostOfPartner that are one partner's, from 1
   */
  public BatchSlots(int most, int mostOfPartner) {
    this(most, mostOfPartner, (long) most * Call.BATCH_LIMIT);
  }

  /**
   * Makes free slots.
   *
   * @param room for the bytes of all bodies
   */
  BatchSlots(int most, int mostOfPartner, long room) {
    this.all = new Semaphore(most);
    this.mostOfPartner = mostOfPartner;
    this.room = new AtomicLong(room);
  }

  /** A batch's place until it is closed. For one thread. */
  final class Slot implements AutoCloseable {
    private final UUID partnerId;
    private long bytes;
    private boolean works;

    private Slot(UUID partnerId) {
      this.partnerId = partnerId;
    }

    /**
     * Takes room for bytes of the body.
     *
     * @throws RefusedException 503 if there is none
     */
    void coming(int more) {
      // Never below nothing, not for a moment: others would be refused what there is.
      if (room.getAndUpdate(left -> left < more ? left : left - more) < more) {
        // The rest of the body is not wanted.
        throw busy().with("Connection", "close");
      }
      bytes += more;
    }

    /**
     * Takes a place of all: the body is whole.
     *
     * @throws RefusedException 503 if there is none
     */
    void work() {
      works = all.tryAcquire();
      if (!works) {
        throw busy();
      }
    }

    @Override
    public void close() {
      if (works) {
        all.release();
      }
      room.addAndGet(bytes);
      leave(partnerId);
    }
  }

  /**
   * Lets a partner send a batch.
   *
   * @throws RefusedException 429 if the partner has too many under way
   */
  Slot enter(UUID partnerId) {
    if (!entered(partnerId)) {
      throw RefusedException.retryLater(
          ProblemCode.TOO_MANY_BATCHES,
          "%d of your batches are under way, as many as may be at once; wait for one to be answered"
              .formatted(mostOfPartner),
          1);
    }
    return new Slot(partnerId);
  }

  private boolean entered(UUID partnerId) {
    while (true) {
      Integer mine = partners.putIfAbsent(partnerId, 1);
      if (mine == null) {
        return true;
      }
      if (mine >= mostOfPartner) {
        return false;
      }
      if (partners.replace(partnerId, mine, mine + 1)) {
        return true;
      }
    }
  }

  private static RefusedException busy() {
    return RefusedException.retryLater(
        ProblemCode.BUSY,
        "as many batches are under way as this instance takes; nothing of this one was accepted",
        1);
  }

  private void leave(UUID partnerId) {
    partners.computeIfPresent(partnerId, (id, count) -> count == 1 ? null : count - 1);
  }
}
