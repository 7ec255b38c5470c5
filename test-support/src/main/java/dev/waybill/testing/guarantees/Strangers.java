package dev.waybill.testing.guarantees;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.testing.guarantees.Observation.Answered;
import dev.waybill.testing.guarantees.Observation.Called;
import dev.waybill.testing.guarantees.Observation.Happened;
import dev.waybill.testing.guarantees.Observation.Requested;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * G7: no event carries another partner's ids, no fleet gets a call for a connection that is not its
 * own, and whoever asks for a stranger's thing is told that there is none.
 */
public final class Strangers implements Guarantee {
  private static final int NOT_FOUND = 404;

  /** From here on the API says that it cannot say, to anybody. */
  private static final int SERVER_ERROR = 500;

  private final Map<UUID, Owned> connections;
  private final Map<UUID, UUID> connectionOf = new HashMap<>();
  private final Map<UUID, String> calledAt = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();

  /** Whose a connection is, and to which fleet it leads. */
  public record Owned(UUID partner, String fleet) {}

  /** Watches the connections named; there should be two partners at least. */
  public Strangers(Map<UUID, Owned> connections) {
    this.connections = Map.copyOf(connections);
  }

  @Override
  public String name() {
    return "G7 partners are strangers";
  }

  @Override
  public void observe(Observation seen) {
    if (seen instanceof Requested requested) {
      connectionOf.putIfAbsent(requested.request().id(), requested.request().connectionId());
    } else if (seen instanceof Happened(OperationEvent event)) {
      happened(event);
    } else if (seen instanceof Called(String fleet, RecordedCall call)) {
      UUID operation = call.operation();
      if (operation != null) {
        calledAt.put(operation, fleet);
      }
    } else if (seen instanceof Answered answer && !answer.asker().equals(answer.owner())) {
      if (answer.status() != NOT_FOUND && answer.status() < SERVER_ERROR) {
        found.add(
            "partner %s asked for %s of partner %s and got %d: %s"
                .formatted(
                    answer.asker(), answer.path(), answer.owner(), answer.status(), answer.body()));
      }
    }
  }

  private void happened(OperationEvent event) {
    Operation operation = event.data();
    Owned owned = connections.get(operation.connectionId());
    if (owned == null) {
      return;
    }
    if (!owned.partner().equals(operation.partnerId())) {
      found.add(
          "%s of %s names partner %s, and its connection is one of partner %s"
              .formatted(event.type(), operation.id(), operation.partnerId(), owned.partner()));
    }
    String text = Json.mapper().writeValueAsString(event);
    connections.forEach((connection, other) -> {
      boolean stranger = !other.partner().equals(owned.partner());
      if (stranger
          && (text.contains(connection.toString()) || text.contains(other.partner().toString()))) {
        found.add(
            "%s of %s, of partner %s, carries connection %s or partner %s"
                .formatted(
                    event.type(), operation.id(), owned.partner(), connection, other.partner()));
      }
    });
  }

  @Override
  public List<String> violations() {
    List<String> all = new ArrayList<>(found);
    calledAt.forEach((operation, fleet) -> {
      Owned owned = connections.get(connectionOf.get(operation));
      if (owned != null && !owned.fleet().equals(fleet)) {
        all.add("%s was called at %s and belongs to %s".formatted(operation, fleet, owned.fleet()));
      }
    });
    return all;
  }
}
