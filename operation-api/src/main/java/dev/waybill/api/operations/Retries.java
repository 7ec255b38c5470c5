package dev.waybill.api.operations;

import dev.waybill.api.connections.AdapterRules;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationStatus;
import java.time.Duration;
import java.time.InstantSource;

/** What may run again: held to the same as what is written anew. Thread-safe. */
public final class Retries {
  /** As long as the scheduler keeps what a retry runs again (ADR 6). */
  private static final Duration BODIES_KEPT = Duration.ofDays(15);

  private final Connections connections;
  private final AdapterRules adapters;
  private final Backlogs backlogs;
  private final InstantSource clock;

  /** Makes it. */
  public Retries(
      Connections connections, AdapterRules adapters, Backlogs backlogs, InstantSource clock) {
    this.connections = connections;
    this.adapters = adapters;
    this.backlogs = backlogs;
    this.clock = clock;
  }

  /** A place in the backlog, for a run that is about to be asked for. */
  @FunctionalInterface
  interface Place {
    /** Gives it back: the run was not asked for after all. */
    void giveBack();
  }

  /**
   * Takes a place for a new run of an operation.
   *
   * @throws RefusedException 409 if it has not failed, or too long ago; 403, 409, 429 and 501 as
   *     for a write
   */
  Place take(Operation operation) {
    if (operation.status() != OperationStatus.FAILED) {
      throw new RefusedException(
          ProblemCode.OPERATION_NOT_FAILED,
          "only a failed operation can be retried; this one is %s"
              .formatted(operation.status().wireName()));
    }
    if (operation.updatedAt().isBefore(clock.instant().minus(BODIES_KEPT))) {
      throw new RefusedException(
          ProblemCode.OPERATION_TOO_OLD,
          "it ended more than %d days ago, and what was asked is not kept for longer; send it anew"
              .formatted(BODIES_KEPT.toDays()));
    }
    Connection connection = connections.usable(operation.partnerId(), operation.connectionId());
    Submissions.refuseReadOnly(connection, operation.resource());
    adapters.refuseImpossible(connection, operation.resource(), operation.operationType());
    backlogs.take(connection);
    return () -> backlogs.giveBack(connection);
  }
}
