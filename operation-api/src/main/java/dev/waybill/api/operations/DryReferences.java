package dev.waybill.api.operations;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.PayloadReferences;
import dev.waybill.schemas.PayloadReferences.Named;
import dev.waybill.schemas.PayloadReferences.Resolved;
import dev.waybill.schemas.Problem.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the references of a dry run come to, by the rule that the worker keeps. What would be waited
 * for has no id at the TSP yet: the operation's own stands for it in what would be sent, and not in
 * what is shown of the operation.
 *
 * @param shown the payload with the twins that are known
 * @param sent the payload with a twin for each reference
 * @param target the TSP's id of what is to be updated; null for a create, or while it is waited for
 * @param sentTarget the same, or what stands for it
 * @param warnings what would be waited for, the first twenty
 */
record DryReferences(
    ObjectNode shown,
    ObjectNode sent,
    @Nullable String target,
    @Nullable String sentTarget,
    List<String> warnings) {
  private static final int MOST_WARNINGS = 20;

  /**
   * Resolves them.
   *
   * @throws RefusedException 404 if what is to be updated is not known; 422 if anything else is
   *     not, or its create failed; 503 if it cannot be told in time
   */
  static DryReferences of(OperationRequest request, Operations operations, Identities identities) {
    return new Resolution(request, operations, identities).all();
  }

  /** What became of a look-up. */
  private sealed interface Found {
    record Known(String sourceId) implements Found {}

    record Awaited() implements Found {}

    record Missing() implements Found {}
  }

  /** For one thread. */
  private static final class Resolution {
    private final OperationRequest request;
    private final Operations operations;
    private final @Nullable Named target;
    private final Map<Identities.Named, String> known;
    private final Map<Identities.Named, Found> found = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int unfinished;

    Resolution(OperationRequest request, Operations operations, Identities identities) {
      this.request = request;
      this.operations = operations;
      UUID updated = request.operationType() == OperationType.UPDATE ? request.resourceId() : null;
      this.target = updated == null ? null : new Named("", request.resource(), updated);
      Set<Identities.Named> named = new LinkedHashSet<>();
      if (target != null) {
        named.add(key(target));
      }
      PayloadReferences.of(request.payload()).forEach(one -> named.add(key(one)));
      this.known = identities.find(request.partnerId(), request.connectionId(), named);
    }

    DryReferences all() {
      if (target != null && found(target) instanceof Found.Missing) {
        throw new RefusedException(ProblemCode.RESOURCE_NOT_FOUND, target.unknown());
      }
      Resolved shown = PayloadReferences.resolve(request.payload(), this::sourceId);
      List<FieldError> missing =
          shown.unknown().stream()
              .filter(named -> found(named) instanceof Found.Missing)
              .map(
                  named -> new FieldError(named.pointer(), "unresolved_reference", named.unknown()))
              .toList();
      if (!missing.isEmpty()) {
        throw new RefusedException(
            ProblemCode.OPERATION_INVALID,
            "it names what is not known on this connection; see errors",
            missing);
      }
      return new DryReferences(
          shown.payload(),
          PayloadReferences.resolve(request.payload(), this::standIn).payload(),
          target == null ? null : sourceId(target),
          target == null ? null : standIn(target),
          warnings);
    }

    private @Nullable String sourceId(Named named) {
      return found(named) instanceof Found.Known(String sourceId) ? sourceId : null;
    }

    private String standIn(Named named) {
      String sourceId = sourceId(named);
      return sourceId == null ? named.id().toString() : sourceId;
    }

    private Found found(Named named) {
      Found before = found.get(key(named));
      if (before != null) {
        return before;
      }
      String sourceId = known.get(key(named));
      Found now = sourceId == null ? ofCreate(named) : new Found.Known(sourceId);
      found.put(key(named), now);
      if (!(now instanceof Found.Known)) {
        unfinished++;
        refuseTooMany(named);
      }
      return now;
    }

    /** An id may also be that of the operation that makes the resource. */
    private Found ofCreate(Named named) {
      Operation create = operation(named.id());
      if (create == null
          || create.operationType() != OperationType.CREATE
          || create.resource() != named.resource()) {
        return new Found.Missing();
      }
      return switch (create.status()) {
        case SUCCESS ->
            create.sourceId() == null ? new Found.Missing() : new Found.Known(create.sourceId());
        case PENDING -> {
          if (warnings.size() < MOST_WARNINGS) {
            warnings.add(
                "waits for operation %s; its id stands for the one that the TSP will give"
                    .formatted(named.id()));
          }
          yield new Found.Awaited();
        }
        case FAILED ->
            throw new RefusedException(
                ProblemCode.OPERATION_INVALID,
                "it refers to an operation that failed",
                List.of(
                    new FieldError(
                        named.pointer(),
                        "dependency_failed",
                        "operation %s has failed".formatted(named.id()))));
      };
    }

    private @Nullable Operation operation(UUID id) {
      try {
        return operations.find(request.partnerId(), id, request.connectionId(), Duration.ZERO);
      } catch (RefusedException e) {
        if (e.code() == ProblemCode.OPERATION_NOT_FOUND) {
          return null;
        }
        throw e;
      }
    }

    private void refuseTooMany(Named last) {
      if (unfinished > PayloadReferences.MOST_AWAITED) {
        throw new RefusedException(
            ProblemCode.OPERATION_INVALID,
            "it names too much that is not known on this connection",
            List.of(
                new FieldError(
                    last.pointer(),
                    "unresolved_reference",
                    "an operation waits for the creates of %d resources at most"
                        .formatted(PayloadReferences.MOST_AWAITED))));
      }
    }

    private static Identities.Named key(Named named) {
      return new Identities.Named(named.resource(), named.id());
    }
  }
}
