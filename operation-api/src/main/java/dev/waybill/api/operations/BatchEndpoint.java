package dev.waybill.api.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.Ids;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many writes in one call, each accepted or refused on its own (CONTRACT 3.1). What is accepted for
 * one connection is carried out in the order of the batch. Thread-safe.
 */
public final class BatchEndpoint {
  static final int MOST = 1_000;

  /** Of an entry: a thousand entries may be wrong at once. */
  private static final int MOST_ERRORS = 10;

  private static final Logger log = LoggerFactory.getLogger(BatchEndpoint.class);

  private final Submissions submissions;
  private final BodySchemas schemas;
  private final RequestLog requests;
  private final BatchSlots slots;
  private final InstantSource clock;

  /** Makes the endpoint. */
  public BatchEndpoint(
      Submissions submissions,
      BodySchemas schemas,
      RequestLog requests,
      BatchSlots slots,
      InstantSource clock) {
    this.submissions = submissions;
    this.schemas = schemas;
    this.requests = requests;
    this.slots = slots;
    this.clock = clock;
  }

  /** The row of the table of endpoints. */
  public Endpoint endpoint() {
    return new Endpoint("POST", "/v2/telematics/batch", Scope.TELEMATICS_WRITE, this::submit);
  }

  /** One entry of a batch, as its schema lets it through. */
  private record Entry(
      Resource resource,
      OperationType operationType,
      @Nullable UUID resourceId,
      ObjectNode payload) {}

  /** What became of an entry. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Result(int status, @Nullable Operation operation, @Nullable Problem problem) {}

  private Answer submit(Call call) {
    long begun = System.nanoTime();
    WriteOptions options = WriteOptions.ofBatch(call, clock.instant());
    try (BatchSlots.Slot slot = slots.enter(call.partnerId())) {
      Supplier<JsonNode> body = call.batch(slot::coming);
      // Only now: a body that comes slowly is to keep nobody waiting.
      slot.work();
      return submitted(call, entries(body.get()), options, begun);
    }
  }

  private Answer submitted(Call call, ArrayNode entries, WriteOptions options, long begun) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    submissions.refresh(connections(entries));
    Run run = new Run(call, options, now, begun);
    List<Supplier<Result>> results = new ArrayList<>();
    for (JsonNode entry : entries) {
      results.add(run.begin(entry));
    }
    return Answer.ok(Map.of("results", results.stream().map(Supplier::get).toList()));
  }

  private static ArrayNode entries(JsonNode body) {
    if (body instanceof ObjectNode object
        && object.size() == 1
        && object.get("operations") instanceof ArrayNode entries
        && !entries.isEmpty()
        && entries.size() <= MOST) {
      return entries;
    }
    throw RefusedException.invalidField(
        "/operations",
        "invalid",
        "a batch is {\"operations\": [...]} with 1 to %,d entries and nothing else"
            .formatted(MOST));
  }

  private static Set<UUID> connections(ArrayNode entries) {
    return entries
        .valueStream()
        .flatMap(entry -> Ids.parse(entry.at("/payload/connection_id").asString("")).stream())
        .collect(Collectors.toSet());
  }

  /** One batch on its way. For one thread. */
  private final class Run {
    private final Call call;
    private final WriteOptions options;
    private final Instant now;
    private final long begun;

    /** Kafka takes nothing: each further entry would wait for it as long as the first did. */
    private @Nullable RefusedException down;

    Run(Call call, WriteOptions options, Instant now, long begun) {
      this.call = call;
      this.options = options;
      this.now = now;
      this.begun = begun;
    }

    /** Sends an entry on its way; the result is there once Kafka has it. */
    Supplier<Result> begin(JsonNode json) {
      RefusedException known = down;
      if (known != null) {
        return () -> refused(call, known);
      }
      try {
        Entry entry = schemas.read("rest/batch-entry", json, Entry.class);
        Submissions.Prepared prepared =
            submissions.prepareNow(call.partnerId(), write(entry, options), now);
        RequestLog.Accepting accepting = requests.begin(prepared, begun);
        return () -> finish(call, prepared, accepting);
      } catch (RefusedException e) {
        down = e.code() == ProblemCode.NOT_ACKNOWLEDGED ? e : null;
        return () -> refused(call, e);
      } catch (RuntimeException e) {
        // What was sent before must be told of all the same.
        log.error("an entry of a batch failed", e);
        return () ->
            refused(
                call,
                new RefusedException(
                    ProblemCode.INTERNAL_ERROR, "this entry was not accepted; a fault of ours"));
      }
    }
  }

  private static Result finish(
      Call call, Submissions.Prepared prepared, RequestLog.Accepting accepting) {
    try {
      var _ = accepting.await();
    } catch (RefusedException e) {
      return refused(call, e);
    }
    call.auditPart(prepared.request().connectionId(), prepared.request().id());
    return new Result(202, QueuedOperation.of(prepared.request(), prepared.connection()), null);
  }

  private static Result refused(Call call, RefusedException refusal) {
    return new Result(refusal.code().status(), null, call.problem(refusal));
  }

  private Submissions.Write write(Entry entry, WriteOptions options) {
    boolean update = entry.operationType() == OperationType.UPDATE;
    if (update != (entry.resourceId() != null)) {
      throw RefusedException.invalidField(
          "/resource_id",
          "invalid",
          "an update needs a resource_id, and a create must not have one");
    }
    WriteRoute route =
        WriteRoute.of(entry.resource(), entry.operationType())
            .orElseThrow(() ->
                RefusedException.invalidField(
                    "/operation_type",
                    "invalid",
                    "it is not possible to %2$s a %1$s"
                        .formatted(entry.resource().wireName(), entry.operationType().wireName())));
    return new Submissions.Write(
        route, entry.resourceId(), payload(route, entry.payload()), options, null);
  }

  /** Pointers are into the entry. */
  private ObjectNode payload(WriteRoute route, ObjectNode payload) {
    if (Json.write(payload).length > Call.BODY_LIMIT) {
      throw new RefusedException(
          ProblemCode.BODY_TOO_LARGE,
          "the payload has more than %d bytes".formatted(Call.BODY_LIMIT));
    }
    try {
      return submissions.body(route, payload);
    } catch (RefusedException e) {
      throw new RefusedException(
          e.code(),
          e.detail(),
          e.errors().stream()
              .limit(MOST_ERRORS)
              .map(error ->
                  new FieldError("/payload" + error.pointer(), error.code(), error.message()))
              .toList());
    }
  }
}
