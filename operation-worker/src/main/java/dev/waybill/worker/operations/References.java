package dev.waybill.worker.operations;

import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.PayloadReferences;
import dev.waybill.schemas.PayloadReferences.Named;
import dev.waybill.schemas.PayloadReferences.Resolved;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a task knows of the references of its operations. */
final class References {
  /** A payload can name a thousand, and all of it is to fit into an event. */
  private static final int MOST_TOLD = 20;

  private References() {}

  /** Also of a payload that is to be refused: what is no id names nothing. */
  static Resolved resolve(TaskRows rows, UUID connectionId, ObjectNode asked) {
    return PayloadReferences.resolve(asked, named -> sourceId(rows, connectionId, named));
  }

  /**
   * What may be operations that an operation refers to: ids that name no resource yet. Which of
   * them are operations, the engine knows.
   */
  static Set<UUID> awaited(TaskRows rows, OperationRequest request) {
    UUID connection = request.connectionId();
    Set<UUID> ids = new LinkedHashSet<>();
    UUID target = request.resourceId();
    if (target != null && rows.known(connection, request.resource(), target) == null) {
      ids.add(target);
    }
    for (Named named : PayloadReferences.of(request.payload())) {
      if (sourceId(rows, connection, named) == null) {
        ids.add(named.id());
      }
    }
    return ids;
  }

  /** Why an operation is not sent that names what is not known; says where, and of how much. */
  static String refusal(List<Named> unknown) {
    String told =
        unknown.stream()
            .limit(MOST_TOLD)
            .map(named -> "/payload" + named.pointer() + ": " + named.unknown())
            .collect(Collectors.joining("; "));
    int more = unknown.size() - MOST_TOLD;
    return more > 0 ? told + "; and %d more".formatted(more) : told;
  }

  private static @Nullable String sourceId(TaskRows rows, UUID connectionId, Named named) {
    TaskRows.Known known = rows.known(connectionId, named.resource(), named.id());
    return known == null ? null : known.sourceId();
  }
}
