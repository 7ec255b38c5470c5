package dev.waybill.testing.guarantees;

import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Resource;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.Requested;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * G3: updates of one resource are started in the order of the log, the second only after the first
 * has ended, whatever is retried in between.
 *
 * <p>An operation is started by its first call. What a frozen process sends of an attempt that was
 * given up long ago starts nothing; how often that may be is the business of {@link FewRepeats}.
 */
public final class OrderPerResource implements Guarantee {
  private final int partitions;
  private final Map<Key, TreeMap<Long, UUID>> logs = new HashMap<>();
  private final Map<UUID, Long> firstCallMs = new HashMap<>();
  private final Map<UUID, Long> endedMs = new HashMap<>();

  /**
   * Watches all connections.
   *
   * @param partitions of each topic: of a record that was moved, the place it was moved to counts
   */
  public OrderPerResource(int partitions) {
    this.partitions = partitions;
  }

  private record Key(UUID connection, Resource resource, UUID id) {}

  @Override
  public String name() {
    return "G3 order per resource";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Requested requested) {
      requested(requested);
    } else if (seen instanceof Called(String fleet, RecordedCall call)) {
      UUID operation = call.operation();
      if (operation != null) {
        firstCallMs.merge(operation, call.atMs(), Math::min);
      }
    } else if (seen instanceof Happened(var event) && Events.isTerminal(event)) {
      endedMs.merge(event.data().id(), event.timestamp().toEpochMilli(), Math::min);
    }
  }

  private void requested(Requested seen) {
    OperationRequest request = seen.request();
    UUID resourceId = request.resourceId();
    boolean inPlace = seen.partition() == Partitions.of(request.connectionId(), partitions);
    if (inPlace && request.operationType() == OperationType.UPDATE && resourceId != null) {
      Key key = new Key(request.connectionId(), request.resource(), resourceId);
      TreeMap<Long, UUID> log = logs.computeIfAbsent(key, one -> new TreeMap<>());
      // A duplicate of what was asked before changes nothing.
      if (!log.containsValue(request.id())) {
        log.put(seen.offset(), request.id());
      }
    }
  }

  @Override
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    logs.forEach((key, log) -> {
      @Nullable UUID before = null;
      for (UUID operation : log.values()) {
        if (!firstCallMs.containsKey(operation)) {
          continue; // ended without a call, so it was never started
        }
        if (before != null) {
          compare(key, before, operation, found);
        }
        before = operation;
      }
    });
    return found;
  }

  private void compare(Key key, UUID first, UUID second, List<String> found) {
    long startedMs = firstCallMs.getOrDefault(second, Long.MAX_VALUE);
    Long endMs = endedMs.get(first);
    String pair =
        "%s %s of connection %s: %s was called at %d"
            .formatted(key.resource(), key.id(), key.connection(), second, startedMs);
    if (firstCallMs.getOrDefault(first, 0L) > startedMs) {
      found.add(pair + ", before " + first + ", which was asked earlier, was called at all");
    } else if (endMs == null) {
      found.add(pair + ", and " + first + ", which was asked earlier, has not ended");
    } else if (startedMs < endMs) {
      found.add(
          pair + ", while " + first + ", which was asked earlier, ended at " + endMs + " only");
    }
  }
}
