package dev.waybill.api.operations;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much is accepted and not ended, of each connection and each partner, and the bound on it.
 * Thread-safe.
 *
 * <p>A lane's depth is what its scheduler told last, about a second ago, and beside it what was
 * accepted here since. So while schedulers are down the count goes on; and the bound may be
 * exceeded by what several instances accept within that second.
 */
public final class Backlogs {
  /** A full backlog is asked for again once it has room for a hundredth of it. */
  private static final double WORTH_A_RETRY = 0.01;

  private static final int LONGEST_WAIT_S = 300;

  private final long mostOfConnection;
  private final long mostOfPartner;
  private final Map<UUID, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<UUID, AtomicLong> partners = new ConcurrentHashMap<>();

  /**
   * Makes it with nothing in it.
   *
   * @param mostOfConnection operations of a connection, from 1
   * @param mostOfPartner operations of all connections of a partner, from 1
   */
  public Backlogs(long mostOfConnection, long mostOfPartner) {
    this.mostOfConnection = mostOfConnection;
    this.mostOfPartner = mostOfPartner;
  }

  /**
   * What is known of a lane.
   *
   * @param partnerId null until something was accepted for it here
   * @param told by its scheduler
   * @param since accepted here after that
   */
  private record Lane(@Nullable UUID partnerId, long told, long since) {
    static final Lane EMPTY = new Lane(null, 0, 0);

    long depth() {
      return told + since;
    }
  }

  /**
   * Takes in how deep a lane is.
   *
   * @param partnerId whose it is; null if that is not known here
   */
  public void told(UUID connectionId, @Nullable UUID partnerId, long depth) {
    change(
        connectionId, lane -> new Lane(partnerId == null ? lane.partnerId() : partnerId, depth, 0));
  }

  /**
   * Takes a place for an operation that is about to be accepted.
   *
   * @throws RefusedException 429 if there is none
   */
  void take(Connection connection) {
    long lane = lanes.getOrDefault(connection.id(), Lane.EMPTY).depth();
    if (lane >= mostOfConnection) {
      throw full(
          connection,
          "%,d operations wait on this connection already, as many as it may have"
              .formatted(mostOfConnection),
          mostOfConnection);
    }
    if (ofPartner(connection.partnerId()) >= mostOfPartner) {
      throw full(
          connection,
          "%,d operations wait on your connections already, as many as they may have together"
              .formatted(mostOfPartner),
          mostOfPartner);
    }
    change(
        connection.id(),
        before -> new Lane(connection.partnerId(), before.told(), before.since() + 1));
  }

  /** Gives the place of an operation back that was not accepted after all. */
  void giveBack(Connection connection) {
    change(
        connection.id(),
        lane -> new Lane(lane.partnerId(), lane.told(), Math.max(0, lane.since() - 1)));
  }

  long ofPartner(UUID partnerId) {
    AtomicLong known = partners.get(partnerId);
    return known == null ? 0 : known.get();
  }

  /** Changes a lane and, by as much, the sum of its partner. */
  private void change(UUID connectionId, UnaryOperator<Lane> change) {
    lanes.compute(
        connectionId,
        (id, present) -> {
          Lane before = present == null ? Lane.EMPTY : present;
          Lane after = change.apply(before);
          add(before.partnerId(), -before.depth());
          add(after.partnerId(), after.depth());
          return after.depth() == 0 ? null : after;
        });
  }

  private void add(@Nullable UUID partnerId, long operations) {
    if (partnerId != null && operations != 0) {
      partners.computeIfAbsent(partnerId, id -> new AtomicLong()).addAndGet(operations);
    }
  }

  private static RefusedException full(Connection connection, String detail, long bound) {
    double seconds = bound * WORTH_A_RETRY / connection.limits().requestsPerSecond();
    return RefusedException.retryLater(
        ProblemCode.BACKLOG_FULL,
        detail + "; wait until some have ended, or cancel some",
        (int) Math.clamp(Math.ceil(seconds), 1, LONGEST_WAIT_S));
  }
}
