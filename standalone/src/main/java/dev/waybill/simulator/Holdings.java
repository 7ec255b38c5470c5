package dev.waybill.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources of one fleet, and the answers given for them. Not thread-safe. */
final class Holdings {
  private final String idPrefix;
  private final Map<String, Holding> bySourceId = new LinkedHashMap<>();
  private final Map<String, Done> firstAnswers = new HashMap<>();
  private final Map<String, Set<String>> touchedByKey = new HashMap<>();

  /** What was answered to a call that was acted on. */
  private record Done(int status, String sourceId, int revision) {
    Answer answer() {
      return Answer.json(status, Map.of("ref", sourceId, "revision", revision));
    }
  }

  /**
   * Empty holdings.
   *
   * @param idPrefix makes source ids of this run differ from those of an earlier one
   */
  Holdings(String idPrefix) {
    this.idPrefix = idPrefix;
  }

  /** The first answer to an equal call, if there was one. */
  Optional<Answer> replay(SimulatorRequest request) {
    return Optional.ofNullable(firstAnswers.get(fingerprint(request)))
        .map(done -> done.answer().with("Idempotent-Replayed", "true"));
  }

  Answer create(SimulatorRequest request, String resource, ObjectNode attributes, long nowMs) {
    String sourceId = "%s-%s-%d".formatted(resource, idPrefix, bySourceId.size() + 1);
    bySourceId.put(
        sourceId,
        new Holding(sourceId, resource, 1, request.idempotencyKey(), nowMs, nowMs, attributes));
    return done(request, new Done(201, sourceId, 1));
  }

  Answer update(SimulatorRequest request, Holding held, ObjectNode attributes, long nowMs) {
    ObjectNode merged = held.attributes().deepCopy();
    for (Map.Entry<String, JsonNode> change : attributes.properties()) {
      merged.set(change.getKey(), change.getValue());
    }
    int revision = held.revision() + 1;
    bySourceId.put(
        held.sourceId(),
        new Holding(
            held.sourceId(),
            held.resource(),
            revision,
            held.idempotencyKey(),
            held.createdAtMs(),
            nowMs,
            merged));
    return done(request, new Done(200, held.sourceId(), revision));
  }

  Optional<Holding> find(String resource, String sourceId) {
    return Optional.ofNullable(bySourceId.get(sourceId))
        .filter(held -> held.resource().equals(resource));
  }

  /** What calls with this key created or updated. */
  List<Holding> touchedBy(String resource, String idempotencyKey) {
    return touchedByKey.getOrDefault(idempotencyKey, Set.of()).stream()
        .flatMap(sourceId -> find(resource, sourceId).stream())
        .toList();
  }

  List<Holding> all() {
    return new ArrayList<>(bySourceId.values());
  }

  private Answer done(SimulatorRequest request, Done done) {
    @Nullable String key = request.idempotencyKey();
    if (key != null) {
      firstAnswers.putIfAbsent(fingerprint(request), done);
      touchedByKey.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(done.sourceId());
    }
    return done.answer();
  }

  private static String fingerprint(SimulatorRequest request) {
    return request.method() + " " + request.target() + " " + request.idempotencyKey();
  }
}
