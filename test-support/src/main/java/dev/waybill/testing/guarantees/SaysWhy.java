package dev.waybill.testing.guarantees;

import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.ReportKind;
import dev.waybill.schemas.WaitReason;
import dev.waybill.testing.guarantees.Observation.Answered;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.LaneSaid;
import dev.waybill.testing.guarantees.Observation.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * G8: whatever waits says what for, and it is true. Of a retry that was announced for a time, the
 * call does not come earlier; of an operation or a lane that names a reason, it is one of those
 * that the connection has.
 */
public final class SaysWhy implements Guarantee {
  /** Lanes tell about once a second: what waits for less than this need not show. */
  private static final Duration LONG = Duration.ofSeconds(2);

  private final Map<UUID, Set<WaitReason>> possible;
  private final Lanes lanes;
  private final Duration stale;
  private final Map<UUID, Instant> takenIn = new HashMap<>();
  private final Map<UUID, Instant> ended = new HashMap<>();
  private final List<Promise> promises = new ArrayList<>();
  private final Map<UUID, TreeSet<Long>> calledMs = new HashMap<>();
  private final Set<UUID> givenUp = new HashSet<>();
  private final Map<UUID, List<LaneStatus>> told = new HashMap<>();
  private final List<Silence> silences = new ArrayList<>();
  private final List<String> found = new ArrayList<>();

  /** Whether {@code lane.status} is looked at for what an operation itself does not tell. */
  public enum Lanes {
    TELL,
    ARE_NOT_ASKED
  }

  private record Promise(UUID operation, Instant madeAt, Instant nextAttemptAt) {}

  private record Silence(UUID operation, UUID connection, long atMs) {}

  /**
   * Watches the connections named.
   *
   * @param possible what operations of a connection may wait for, as the test has set it up
   * @param stale what may lie between the change of a lane, its own word about it, and an answer of
   *     the API, at most: while nobody runs the lane nobody can tell of it
   */
  public SaysWhy(Map<UUID, Set<WaitReason>> possible, Lanes lanes, Duration stale) {
    this.possible = Map.copyOf(possible);
    this.lanes = lanes;
    this.stale = stale;
  }

  @Override
  public String name() {
    return "G8 it says why";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Happened(OperationEvent event)) {
      happened(event);
    } else if (seen instanceof Called(String fleet, RecordedCall call)) {
      UUID operation = call.operation();
      if (operation != null) {
        calledMs.computeIfAbsent(operation, one -> new TreeSet<>()).add(call.atMs());
      }
    } else if (seen instanceof Reported(var report, long atMs)
        && report.kind() == ReportKind.FENCE) {
      givenUp.add(report.item());
    } else if (seen instanceof LaneSaid(LaneStatus status)) {
      laneSaid(status);
    } else if (seen instanceof Answered answer && answer.asker().equals(answer.owner())) {
      answered(answer);
    }
  }

  private void happened(OperationEvent event) {
    if (Events.isAttempt(event)) {
      attempted(event);
    } else if (Events.isCreation(event)) {
      takenIn.put(event.data().id(), event.timestamp());
    } else if (Events.isTerminal(event)) {
      ended.put(event.data().id(), event.timestamp());
    }
  }

  private void attempted(OperationEvent event) {
    Operation operation = event.data();
    if (operation.status() != OperationStatus.PENDING) {
      return;
    }
    OperationState state = operation.state();
    WaitReason reason = state.reason();
    if (reason == null) {
      found.add(
          "%s waits after an attempt and names no reason: %s".formatted(operation.id(), state));
    } else {
      judge(operation.connectionId(), reason, operation.id() + " after an attempt");
    }
    Instant next = operation.nextAttemptAt();
    if (next != null) {
      promises.add(new Promise(operation.id(), event.timestamp(), next));
    }
  }

  private void laneSaid(LaneStatus status) {
    told.computeIfAbsent(status.connectionId(), one -> new ArrayList<>()).add(status);
    WaitReason reason = status.reason();
    if (reason != null) {
      judge(status.connectionId(), reason, "the lane of " + status.connectionId());
    }
  }

  private void answered(Answered answer) {
    JsonNode body = answer.body();
    if (!"pending".equals(body.path("status").asString(""))) {
      return;
    }
    UUID operation = UUID.fromString(body.path("id").asString());
    UUID connection = UUID.fromString(body.path("connection_id").asString());
    JsonNode state = body.path("state");
    Phase phase;
    try {
      phase = Phase.of(state.path("phase").asString(""));
    } catch (IllegalArgumentException e) {
      found.add("%s has no phase: %s".formatted(operation, state));
      return;
    }
    if (state.path("reason").isString()) {
      judge(connection, WaitReason.of(state.path("reason").asString()), operation + " by the API");
    } else if (phase == Phase.WAITING || phase == Phase.RETRYING) {
      found.add("%s is %s and names no reason: %s".formatted(operation, phase.wireName(), state));
    } else {
      silences.add(new Silence(operation, connection, answer.atMs()));
    }
  }

  private void judge(UUID connection, WaitReason reason, String who) {
    Set<WaitReason> real = possible.get(connection);
    if (real != null && !real.contains(reason)) {
      found.add("%s says that it waits for %s, which cannot be: %s".formatted(who, reason, real));
    }
  }

  @Override
  public List<String> violations() {
    List<String> all = new ArrayList<>(found);
    for (Promise promise : promises) {
      Long next =
          calledMs
              .getOrDefault(promise.operation(), new TreeSet<>())
              .higher(promise.madeAt().toEpochMilli());
      boolean early = next != null && next < promise.nextAttemptAt().toEpochMilli();
      // What was given up may still arrive from a process that was frozen.
      if (early && !givenUp.contains(promise.operation())) {
        all.add(
            "%s said at %s that it would be tried again at %s, and was called at %s"
                .formatted(
                    promise.operation(),
                    promise.madeAt(),
                    promise.nextAttemptAt(),
                    Instant.ofEpochMilli(next)));
      }
    }
    if (lanes == Lanes.TELL) {
      silences.stream()
          .filter(this::isLong)
          .filter(silence -> !laneTells(silence))
          .forEach(silence ->
              all.add(
                  "%s waited at %d and neither it nor its lane says why"
                      .formatted(silence.operation(), silence.atMs())));
    }
    return all;
  }

  /** It was taken in some time ago and had not ended: what nobody has read nobody can tell of. */
  private boolean isLong(Silence silence) {
    Instant at = Instant.ofEpochMilli(silence.atMs());
    Instant since = takenIn.get(silence.operation());
    return since != null
        && !since.plus(LONG).isAfter(at)
        && ended.getOrDefault(silence.operation(), Instant.MAX).isAfter(at);
  }

  /** A word of the lane around that time, or its last before, names a reason or calls in flight. */
  private boolean laneTells(Silence silence) {
    Instant from = Instant.ofEpochMilli(silence.atMs()).minus(stale);
    Instant to = Instant.ofEpochMilli(silence.atMs()).plus(stale);
    LaneStatus before = null;
    for (LaneStatus status : told.getOrDefault(silence.connection(), List.of())) {
      if (status.at().isBefore(from)) {
        before = status;
      } else if (!status.at().isAfter(to) && tells(status)) {
        return true;
      }
    }
    return before != null && tells(before);
  }

  private static boolean tells(LaneStatus status) {
    return status.reason() != null || status.inFlight() > 0;
  }
}
