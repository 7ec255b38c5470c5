package dev.waybill.api.connections;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.AdapterCopy;
import dev.waybill.schemas.Page;
import java.util.List;

/** {@code /v2/integrations/tsps}: what the adapters can do (CONTRACT 3.3). Thread-safe. */
public final class TspEndpoints {
  private static final String PATH = "/v2/integrations/tsps";

  private final AdapterCopy adapters;

  /** Makes the endpoints on a copy that is started elsewhere. */
  public TspEndpoints(AdapterCopy adapters) {
    this.adapters = adapters;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", PATH, Scope.CONNECTION_READ, this::list),
        new Endpoint("GET", PATH + "/{source_name}", Scope.CONNECTION_READ, this::one));
  }

  /** All on one page: there are as many as somebody has programmed. */
  private Answer list(Call call) {
    call.query();
    return Answer.ok(new Page<>(List.copyOf(adapters.all()), null, null));
  }

  private Answer one(Call call) {
    call.query();
    return Answer.ok(
        adapters
            .find(call.path("source_name"))
            .orElseThrow(() ->
                new RefusedException(
                    ProblemCode.TSP_NOT_FOUND,
                    "there is no such adapter; GET /v2/integrations/tsps lists those that are")));
  }
}
