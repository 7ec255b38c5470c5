package dev.waybill.api.connections;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.LaneStatusCopy;
import dev.waybill.api.registry.OneAtATime;
import dev.waybill.api.registry.Registry;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /v2/integrations/connections} (CONTRACT 3.3). Thread-safe. */
public final class ConnectionEndpoints {
  private static final String PATH = "/v2/integrations/connections";
  private static final String ONE = PATH + "/{id}";

  private final Registry<Connection> registry;
  private final Connections connections;
  private final BodySchemas schemas;
  private final AdapterRules adapters;
  private final ConnectionDrafts drafts;
  private final LaneStatusCopy lanes;
  private final InstantSource clock;

  private final OneAtATime turns = new OneAtATime();

  /** Makes the endpoints on a registry and a copy of statuses that are started elsewhere. */
  public ConnectionEndpoints(
      Registry<Connection> registry,
      Connections connections,
      LaneStatusCopy lanes,
      BodySchemas schemas,
      AdapterRules adapters,
      SecretSealer sealer,
      InstantSource clock) {
    this.registry = registry;
    this.connections = connections;
    this.schemas = schemas;
    this.adapters = adapters;
    this.lanes = lanes;
    this.clock = clock;
    this.drafts = new ConnectionDrafts(sealer, clock);
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", PATH, Scope.CONNECTION_READ, this::list),
        new Endpoint("GET", ONE, Scope.CONNECTION_READ, this::one),
        new Endpoint("PUT", ONE, Scope.CONNECTION_WRITE, this::put),
        new Endpoint("PATCH", ONE, Scope.CONNECTION_WRITE, this::patch),
        new Endpoint("DELETE", ONE, Scope.CONNECTION_WRITE, this::delete),
        new Endpoint("POST", ONE + "/pause", Scope.CONNECTION_WRITE, this::pause),
        new Endpoint("POST", ONE + "/resume", Scope.CONNECTION_WRITE, this::resume),
        new Endpoint("GET", ONE + "/queue", Scope.CONNECTION_READ, this::queue));
  }

  private Answer one(Call call) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    return Answer.ok(view(connections.owned(call.partnerId(), id)));
  }

  private ConnectionView view(Connection connection) {
    return ConnectionView.of(connection, lanes.status(connection));
  }

  private Answer queue(Call call) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    Connection connection = connections.owned(call.partnerId(), id);
    return Answer.ok(ConnectionQueue.of(connection, lanes.find(id), clock.instant()));
  }

  private Answer list(Call call) {
    QueryParameters query =
        call.query("source_name", "status", "fleet_refs", IdPage.CURSOR, IdPage.SIZE);
    // Before anything is looked at: what is wrong is wrong, also where there is nothing to filter.
    List<String> fleets = query.texts("fleet_refs");
    Optional<String> source = query.text("source_name");
    Optional<ConnectionStatus> status = query.oneOf("status", ConnectionStatus::of);
    Stream<Connection> mine =
        registry.all().stream()
            .filter(c -> c.partnerId().equals(call.partnerId()))
            .filter(c -> source.map(c.sourceName()::equals).orElse(true))
            .filter(c ->
                status.map(lanes.status(c)::equals).orElse(c.status() != ConnectionStatus.DELETED))
            .filter(
                c -> fleets.isEmpty() || (c.fleetRef() != null && fleets.contains(c.fleetRef())));
    return Answer.ok(IdPage.of(mine.map(this::view), ConnectionView::id, query));
  }

  private Answer put(Call call) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    ConnectionBody body = schemas.read("rest/connection-put", call.json(), ConnectionBody.class);
    return turns.change(id, () -> put(call.partnerId(), id, body));
  }

  private Answer put(UUID partnerId, UUID id, ConnectionBody body) {
    Connection present = registry.newest(id).orElse(null);
    if (present != null) {
      connections.usableNow(partnerId, id);
    }
    adapters.check(body, present);
    Connection stands = change(drafts.next(partnerId, id, body, present));
    return present == null
        ? Answer.of(201, view(stands)).with("Location", PATH + "/" + id)
        : Answer.ok(view(stands));
  }

  /** Two instances may draft the same version; of those the first in the log stands. */
  private Connection change(Connection next) {
    Connection stands = registry.put(next);
    if (!stands.partnerId().equals(next.partnerId())) {
      throw Connections.unknown(); // somebody else was first
    }
    if (stands.version() != next.version() || !stands.updatedAt().equals(next.updatedAt())) {
      throw RefusedException.retryLater(
          ProblemCode.REGISTRY_UNAVAILABLE,
          "another change of the connection came at the same time; look at it and try again",
          1);
    }
    return stands;
  }

  private Connection newest(UUID partnerId, UUID id) {
    return registry
        .newest(id)
        .filter(connection -> connection.partnerId().equals(partnerId))
        .orElseThrow(Connections::unknown);
  }

  private Answer patch(Call call) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    JsonNode patch = call.json();
    return turns.change(
        id,
        () -> {
          var _ = newest(call.partnerId(), id);
          Connection present = connections.usableNow(call.partnerId(), id);
          JsonNode whole = ConnectionPatch.merge(present, patch);
          ConnectionBody body = schemas.read("rest/connection-put", whole, ConnectionBody.class);
          return put(call.partnerId(), id, body);
        });
  }

  private Answer pause(Call call) {
    return become(call, ConnectionStatus.PAUSED, "paused by its owner");
  }

  /** Also where nothing was paused: it has refused credentials tried again. */
  private Answer resume(Call call) {
    return become(call, ConnectionStatus.ACTIVE, null);
  }

  private Answer become(Call call, ConnectionStatus status, @Nullable String reason) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    return turns.change(
        id,
        () -> {
          var _ = newest(call.partnerId(), id);
          Connection present = connections.usableNow(call.partnerId(), id);
          return Answer.ok(view(change(drafts.with(present, status, reason))));
        });
  }

  private Answer delete(Call call) {
    call.query();
    UUID id = call.pathId("id", ProblemCode.CONNECTION_NOT_FOUND);
    return turns.change(
        id,
        () -> {
          Connection present = newest(call.partnerId(), id);
          if (present.status() != ConnectionStatus.DELETED) {
            var _ = change(drafts.with(present, ConnectionStatus.DELETED, "deleted by its owner"));
          }
          return Answer.noContent();
        });
  }
}
