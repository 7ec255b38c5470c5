package dev.waybill.api.view;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.schemas.Operation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The endpoints that read operations (CONTRACT 3.2). Thread-safe. */
public final class OperationEndpoints {
  private static final String LIST = "/v2/integrations/connections/resource-operations";
  private static final String OF_CONNECTION =
      "/v2/integrations/connections/{connection_id}/resource-operations/{id}";
  private static final String BY_ID = "/v2/resource-operations/{id}";
  private static final int LONGEST_WAIT_S = 60;

  private final SharedView view;
  private final OperationLists lists;
  private final UnaryOperator<Operation> states;

  OperationEndpoints(SharedView view, OperationLists lists, UnaryOperator<Operation> states) {
    this.view = view;
    this.lists = lists;
    this.states = states;
  }

  /** The path of an operation, for {@code Location}. */
  public static String location(UUID connectionId, UUID id) {
    return OF_CONNECTION
        .replace("{connection_id}", connectionId.toString())
        .replace("{id}", id.toString());
  }

  /** The rows of the table of endpoints; to be put before those of single connections. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", LIST, Scope.RESOURCE_OPERATION_READ, this::list),
        new Endpoint("GET", OF_CONNECTION, Scope.RESOURCE_OPERATION_READ, this::ofConnection),
        new Endpoint("GET", BY_ID, Scope.RESOURCE_OPERATION_READ, this::byId));
  }

  private Answer list(Call call) {
    QueryParameters query = call.query(ListQuery.PARAMETERS);
    int size = query.integer(IdPage.SIZE, IdPage.DEFAULT_SIZE, 1, IdPage.MOST);
    return Answer.ok(
        ListedPage.write(
            lists.page(ListQuery.of(call.partnerId(), query), query.text(IdPage.CURSOR), size)));
  }

  private Answer ofConnection(Call call) {
    Duration wait = waitFor(call);
    UUID connectionId = call.pathId("connection_id", ProblemCode.OPERATION_NOT_FOUND);
    UUID id = call.pathId("id", ProblemCode.OPERATION_NOT_FOUND);
    return Answer.ok(states.apply(view.find(call.partnerId(), id, connectionId, wait)));
  }

  private Answer byId(Call call) {
    Duration wait = waitFor(call);
    UUID id = call.pathId("id", ProblemCode.OPERATION_NOT_FOUND);
    return Answer.ok(states.apply(view.find(call.partnerId(), id, null, wait)));
  }

  private static Duration waitFor(Call call) {
    return Duration.ofSeconds(call.query("wait_s").integer("wait_s", 0, 0, LONGEST_WAIT_S));
  }
}
