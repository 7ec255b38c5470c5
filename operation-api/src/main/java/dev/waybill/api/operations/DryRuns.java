package dev.waybill.api.operations;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.Ids;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.ReferenceFields;
import dev.waybill.schemas.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what would become of a write (CONTRACT 3.1): its references are resolved and it is
 * translated; nothing is sent, and nothing kept. Thread-safe.
 */
public final class DryRuns {
  private static final int MOST_WARNINGS = 20;

  /** A payload can name thousands, and each that is unknown is looked for among operations. */
  private static final int MOST_CREATES = 100;

  private final Operations operations;
  private final Identities identities;
  private final Translator translator;

  /** Makes it; the translator stays the caller's. */
  public DryRuns(Operations operations, Identities identities, Translator translator) {
    this.operations = operations;
    this.identities = identities;
    this.translator = translator;
  }

  /**
   * The operation that would be made, with the request that would be sent.
   *
   * @throws RefusedException 404 if the resource to be updated is not known; 422 if it refers to
   *     what failed, or the TSP cannot be asked this; 501 if there is no adapter in this process
   */
  Answer answer(Submissions.Prepared prepared) {
    OperationRequest request = prepared.request();
    Connection connection = prepared.connection();
    Resolution names = new Resolution(request);
    String target = names.target();
    ObjectNode payload = names.payload();
    Translator.Result result =
        translator.translate(
            new Translator.Asked(
                connection,
                request.resource(),
                request.operationType(),
                payload,
                target,
                request.id().toString()));
    return switch (result) {
      case Translator.Result.NoAdapter() ->
          throw new RefusedException(
              ProblemCode.NOT_IMPLEMENTED,
              "this process has no adapter '%s' to translate with; nothing was sent"
                  .formatted(connection.sourceName()));
      case Translator.Result.Impossible(List<FieldError> problems) ->
          throw new RefusedException(
              ProblemCode.OPERATION_INVALID, "the TSP cannot be asked this; see errors", problems);
      case Translator.Result.Translated(Translator.Request translated, List<String> warnings) -> {
        names.warnings.addAll(warnings);
        yield Answer.ok(shown(request, connection, payload, target, names.warnings, translated));
      }
    };
  }

  private static ObjectNode shown(
      OperationRequest request,
      Connection connection,
      ObjectNode payload,
      @Nullable String target,
      List<String> warnings,
      Translator.Request translated) {
    ObjectNode shown = Json.mapper().valueToTree(QueuedOperation.of(request, connection));
    shown.set("payload", payload);
    if (target != null) {
      shown.put("source_id", target);
    }
    shown.set("warnings", Json.mapper().valueToTree(warnings));
    shown.set("translated_request", Json.mapper().valueToTree(translated));
    return shown;
  }

  /** The ids of a request, and what the TSP has for them. For one thread. */
  private final class Resolution {
    private final OperationRequest request;
    private final Map<Identities.Named, String> known;
    private final Map<UUID, Optional<Operation>> creates = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    Resolution(OperationRequest request) {
      this.request = request;
      Set<Identities.Named> named = new LinkedHashSet<>();
      if (request.resourceId() != null) {
        named.add(new Identities.Named(request.resource(), request.resourceId()));
      }
      request
          .payload()
          .forEachEntry((field, value) -> {
            Resource resource = ReferenceFields.ALL.get(field);
            if (resource != null) {
              texts(value)
                  .forEach(text ->
                      Ids.parse(text)
                          .ifPresent(id -> named.add(new Identities.Named(resource, id))));
            }
          });
      this.known = identities.find(request.connectionId(), named);
    }

    /** The TSP's id of what is to be updated; null for a create. */
    @Nullable String target() {
      UUID id = request.resourceId();
      if (request.operationType() == OperationType.CREATE || id == null) {
        return null;
      }
      String sourceId = sourceId(request.resource(), id, "");
      if (sourceId == null) {
        throw new RefusedException(
            ProblemCode.RESOURCE_NOT_FOUND,
            "%s %s is not known on this connection; create it first, or teach its identity"
                .formatted(request.resource().wireName(), id));
      }
      return sourceId;
    }

    /** The payload with the twins of its references. */
    ObjectNode payload() {
      ObjectNode payload = request.payload().deepCopy();
      request
          .payload()
          .forEachEntry((field, value) -> {
            Resource resource = ReferenceFields.ALL.get(field);
            if (resource == null || value.isNull()) {
              return;
            }
            if (value instanceof ArrayNode) {
              ArrayNode twins = payload.putArray(ReferenceFields.TWIN + field);
              texts(value).forEach(text -> twins.add(twin(resource, text, "/" + field)));
            } else {
              payload.put(
                  ReferenceFields.TWIN + field, twin(resource, value.asString(), "/" + field));
            }
          });
      return payload;
    }

    private String twin(Resource resource, String text, String pointer) {
      String sourceId = Ids.parse(text).map(id -> sourceId(resource, id, pointer)).orElse(null);
      if (sourceId != null) {
        return sourceId;
      }
      warn(
          "%s %s is not known on this connection; passed on as it is"
              .formatted(resource.wireName(), text));
      return text;
    }

    private @Nullable String sourceId(Resource resource, UUID id, String pointer) {
      String sourceId = known.get(new Identities.Named(resource, id));
      return sourceId != null ? sourceId : ofCreate(id, pointer);
    }

    /** An id may also be that of the operation that makes the resource. */
    private @Nullable String ofCreate(UUID id, String pointer) {
      if (creates.size() >= MOST_CREATES && !creates.containsKey(id)) {
        return null;
      }
      Operation create = creates.computeIfAbsent(id, this::create).orElse(null);
      if (create == null || create.status() == OperationStatus.SUCCESS) {
        return create == null ? null : create.sourceId();
      }
      if (create.status() == OperationStatus.FAILED) {
        throw new RefusedException(
            ProblemCode.OPERATION_INVALID,
            "it refers to an operation that failed",
            List.of(
                new FieldError(pointer, "dependency_failed", "operation " + id + " has failed")));
      }
      warn(
          "waits for operation %s; its id stands for the one that the TSP will give".formatted(id));
      return id.toString();
    }

    private Optional<Operation> create(UUID id) {
      try {
        return Optional.of(
            operations.find(request.partnerId(), id, request.connectionId(), Duration.ZERO));
      } catch (RefusedException e) {
        if (e.code() == ProblemCode.OPERATION_NOT_FOUND) {
          return Optional.empty();
        }
        throw e;
      }
    }

    private void warn(String warning) {
      if (warnings.size() < MOST_WARNINGS && !warnings.contains(warning)) {
        warnings.add(warning);
      }
    }
  }

  private static List<String> texts(JsonNode value) {
    return value instanceof ArrayNode list
        ? list.valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList()
        : value.isString() ? List.of(value.asString()) : List.of();
  }
}
