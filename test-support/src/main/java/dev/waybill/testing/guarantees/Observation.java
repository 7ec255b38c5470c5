package dev.waybill.testing.guarantees;

import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Something that can be seen of Waybill from outside. */
public sealed interface Observation {

  /** Kafka acknowledged the request, or the API answered 202. */
  record Accepted(UUID operation) implements Observation {}

  /**
   * A record on {@code operation.requested}.
   *
   * @param atMs when the log took it in
   */
  record Requested(int partition, long offset, long atMs, OperationRequest request)
      implements Observation {}

  /** A record on {@code operation.events}, read committed; those of a partition in order. */
  record Happened(OperationEvent event) implements Observation {}

  /**
   * A record on {@code operation.attempted}.
   *
   * @param atMs when the log took it in
   */
  record Reported(AttemptReport report, long atMs) implements Observation {}

  /** A call that a fleet of the simulated TSP received; those of a fleet in order. */
  record Called(String fleet, RecordedCall call) implements Observation {}

  /** A record on {@code lane.status}. */
  record LaneSaid(LaneStatus status) implements Observation {}

  /**
   * What the API answered to a partner who asked for an operation or a connection.
   *
   * @param owner whose it is
   * @param atMs when the answer was there
   */
  record Answered(UUID asker, UUID owner, String path, int status, JsonNode body, long atMs)
      implements Observation {}
}
