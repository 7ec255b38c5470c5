package dev.waybill.worker.execution;

import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.lane.execution.AttemptContext;
import dev.waybill.lane.execution.AttemptExecutor;
import dev.waybill.lane.execution.AttemptOutcome;
import dev.waybill.runtime.secrets.Origin;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretException;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptMode;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationDispatch;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.ConnectionAccess;
import dev.waybill.tsp.Credentials;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.Reconciliation;
import dev.waybill.tsp.TspAdapter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes one attempt of one operation by way of its adapter. Thread-safe. */
public final class OperationExecutor implements AttemptExecutor {
  private static final Logger log = LoggerFactory.getLogger(OperationExecutor.class);

  private static final String NO_EFFECT =
      "asked about: the call before took no effect, so it is made again";

  private final Adapters adapters;
  private final SecretOpener secrets;
  private final InstantSource clock;

  public OperationExecutor(Adapters adapters, SecretOpener secrets, InstantSource clock) {
    this.adapters = adapters;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public AttemptOutcome execute(AttemptContext context) throws InterruptedException {
    OperationDispatch dispatch = Json.read(context.payload(), OperationDispatch.class);
    Instant startedAt = now();
    return switch (call(context, dispatch)) {
      case Answer.Called(AdapterOutcome outcome) -> report(context, dispatch, outcome, startedAt);
      case Answer.Reconciled(Reconciliation told) -> reconciled(context, dispatch, told, startedAt);
    };
  }

  private AttemptOutcome reconciled(
      AttemptContext context, OperationDispatch dispatch, Reconciliation told, Instant startedAt) {
    return switch (told) {
      case Reconciliation.TookEffect(AdapterOutcome.Succeeded success) ->
          report(context, dispatch, success, startedAt);
      case Reconciliation.NotAnswered(AdapterOutcome failure) ->
          report(context, dispatch, failure, startedAt);
      case Reconciliation.NoEffect(Evidence evidence) -> {
        AdapterOutcome shown = new AdapterOutcome.NotStarted(NO_EFFECT, evidence);
        yield new AttemptOutcome(
            new Outcome.NotHappened(),
            note(context, shown, startedAt),
            LaneOutcomes.laneWait(evidence, clock.instant()));
      }
      case Reconciliation.CannotTell(String reason) -> {
        AdapterOutcome shown =
            new AdapterOutcome.Unknown(reason, Evidence.unanswered(Duration.ZERO));
        yield new AttemptOutcome(
            new Outcome.Unknown(reason, Recourse.NONE), note(context, shown, startedAt));
      }
    };
  }

  @Override
  public AttemptOutcome unanswered(AttemptContext context, String reason) {
    OperationDispatch dispatch = Json.read(context.payload(), OperationDispatch.class);
    AdapterOutcome outcome =
        new AdapterOutcome.Unknown(
            reason, Evidence.unanswered(Duration.ofMillis(context.attempt().callTimeoutMs())));
    return report(context, dispatch, outcome, now());
  }

  /** What an adapter said, by what it was asked. */
  private sealed interface Answer {
    record Called(AdapterOutcome outcome) implements Answer {}

    record Reconciled(Reconciliation reconciliation) implements Answer {}
  }

  private Answer call(AttemptContext context, OperationDispatch dispatch)
      throws InterruptedException {
    Evidence nothingSent = Evidence.unanswered(Duration.ZERO);
    OperationDispatch.Target target = dispatch.target();
    Optional<TspAdapter> adapter = adapters.find(target.sourceName());
    if (adapter.isEmpty()) {
      return new Answer.Called(
          new AdapterOutcome.Rejected(
              "unknown_source",
              "no adapter is named '" + target.sourceName() + "' here",
              nothingSent));
    }
    Credentials credentials;
    try {
      credentials = open(dispatch);
    } catch (SecretException | IllegalArgumentException e) {
      log.warn(
          "credentials cannot be opened: connection={} reason={}",
          target.connectionId(),
          e.getMessage());
      return new Answer.Called(
          new AdapterOutcome.Unauthorized(
              "the credentials cannot be read; give them anew", nothingSent));
    }
    AdapterRequest request =
        new AdapterRequest(
            new ConnectionAccess(
                target.connectionId(), target.fleetRef(), target.settings(), credentials),
            dispatch.resource(),
            dispatch.operationType(),
            dispatch.payload(),
            dispatch.sourceId(),
            dispatch.operationId().toString());
    if (context.attempt().mode() == AttemptMode.RECONCILE) {
      return new Answer.Reconciled(adapter.get().reconcile(request, within(context)));
    }
    if (!adapter.get().repeatable(request)) {
      context.started(Recourse.RECONCILE);
    }
    return new Answer.Called(adapter.get().execute(request, within(context)));
  }

  private CallContext within(AttemptContext context) {
    return CallContext.within(Duration.between(clock.instant(), context.deadline()));
  }

  private Credentials open(OperationDispatch dispatch) {
    OperationDispatch.Target target = dispatch.target();
    EncryptedSecret sealed = target.credentials();
    if (sealed == null) {
      return Credentials.none();
    }
    byte[] opened =
        secrets.open(
            sealed,
            SecretContext.credentials(
                dispatch.partnerId(),
                target.connectionId(),
                Origin.ofConnection(target.sourceName(), target.settings())));
    Map<String, String> values = new HashMap<>();
    Json.read(opened, ObjectNode.class)
        .forEachEntry((name, value) -> values.put(name, value.asString()));
    return Credentials.of(values);
  }

  private AttemptOutcome report(
      AttemptContext context, OperationDispatch dispatch, AdapterOutcome outcome, Instant from) {
    EncryptedSecret credentials = dispatch.target().credentials();
    LaneOutcomes.Told told =
        LaneOutcomes.of(
            outcome,
            credentials == null ? 0 : credentials.version(),
            context.recourse(),
            clock.instant());
    boolean isMade = !(told.outcome() instanceof Outcome.NotStarted);
    byte[] note = isMade ? note(context, outcome, from) : new byte[0];
    return new AttemptOutcome(told.outcome(), note, told.laneWait());
  }

  private byte[] note(AttemptContext context, AdapterOutcome outcome, Instant from) {
    AttemptDispatch attempt = context.attempt();
    AttemptId id =
        new AttemptId(
            new LaneId(attempt.lane()),
            new ItemId(attempt.item()),
            attempt.run(),
            attempt.attempt());
    return Json.write(LogEntries.evidence(id, outcome, from, now()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
