package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The table of scenarios: how each documented status of each operation is brought about. What holds
 * for many operations stands once, by status; what is an operation's own stands under its name and
 * goes first. A new endpoint needs a row for its success, and for what is its own.
 */
final class ApiScenarios {
  private static final int TOO_LARGE = 8 * 1024 * 1024 + 1;
  private static final String NONSENSE = "{\"nonsense\":1}";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final ApiScenery scenery;
  private final String uncertainUrl;
  private final SpentQuota spent;
  private final Map<String, Function<Described, ApiCall>> own = new LinkedHashMap<>();

  /**
   * Makes the table.
   *
   * @param uncertainUrl of an API that can't tell anything
   * @param spent a partner who may ask nothing more of an API
   */
  ApiScenarios(ApiScenery scenery, String uncertainUrl, SpentQuota spent) {
    this.scenery = scenery;
    this.uncertainUrl = uncertainUrl;
    this.spent = spent;
    operations();
    connections();
    webhooks();
    operators();
    documents();
  }

  /** The call that is to be answered with a status; empty if there is no scenario. */
  Optional<ApiCall> call(Described operation, int status) {
    Function<Described, ApiCall> row = own.get(operation.id() + " " + status);
    if (row != null) {
      return Optional.of(row.apply(operation));
    }
    if (operation.path().matches("/v2/telematics/(?!batch).*")) {
      Optional<ApiCall> write = write(operation, status);
      if (write.isPresent()) {
        return write;
      }
    }
    return common(operation, status);
  }

  /** What is the same wherever it is documented. */
  private Optional<ApiCall> common(Described operation, int status) {
    ApiCall call = plain(operation);
    boolean secured = operation.scope() != null;
    return switch (status) {
      case 400 -> only(secured, call.asking("nonsense=1"));
      case 401 -> only(secured, call.by(null));
      case 403 -> only(secured, call.by(scenery.poorToken));
      case 404 -> only(operation.path().contains("{"), call);
      case 413 -> Optional.of(call.typed(type(operation), new byte[TOO_LARGE]));
      case 415 -> Optional.of(call.typed("text/plain", NONSENSE.getBytes(UTF_8)));
      case 422 -> Optional.of(call.json(NONSENSE.getBytes(UTF_8)));
      case 429 -> only(secured, call.to(spent.url()).by(spent.token()));
      case 503 -> Optional.of(call.to(uncertainUrl));
      default -> Optional.empty();
    };
  }

  /** The writes of single resources. */
  private Optional<ApiCall> write(Described operation, int status) {
    ApiCall open = write(operation, scenery.open);
    return Optional.ofNullable(
        switch (status) {
          case 200 -> open.asking("is_sync=true");
          case 202 -> write(operation, scenery.paused).with("Idempotency-Key", operation.id());
          case 400 -> open.json("{".getBytes(UTF_8));
          case 404 -> write(operation, UUID.randomUUID());
          case 409 -> write(operation, scenery.paused).asking("is_sync=true");
          case 422 ->
              open.json(
                  "{\"connection_id\":\"%s\",\"nonsense\":1}"
                      .formatted(scenery.open)
                      .getBytes(UTF_8));
          case 501 -> write(operation, scenery.incapable);
          case 502 -> write(operation, scenery.failing()).asking("is_sync=true");
          case 504 -> write(operation, scenery.slow).asking("is_sync=true&wait_s=1");
          default -> null;
        });
  }

  private ApiCall write(Described operation, UUID connection) {
    String resource = operation.path().split("/")[3].replaceAll("s$", "");
    String path = operation.path().replace("{id}", scenery.resource(resource).toString());
    return of(operation, path)
        .json(scenery.body(Objects.requireNonNull(operation.requestExample()), connection));
  }

  private void operations() {
    row("writeBatch 200", o -> of(o, o.path()).json(batch()));
    row("listOperations 200", o -> of(o, o.path() + "?connection_id=" + scenery.open));
    for (String of : new String[] {"", "OfConnection"}) {
      row("readOperation" + of + " 200", o -> operation(o, scenery.open, scenery.succeeded()));
      for (String verb : new String[] {"cancel", "expedite"}) {
        row(verb + "Operation" + of + " 202", o -> operation(o, scenery.paused, scenery.waiting()));
        row(verb + "Operation" + of + " 409", o -> operation(o, scenery.open, scenery.succeeded()));
      }
      row("retryOperation" + of + " 202", o -> retry(o, scenery.failed()));
      row("retryOperation" + of + " 501", o -> retry(o, scenery.failedForGood()));
      row("retryOperation" + of + " 409", o -> operation(o, scenery.open, scenery.succeeded()));
    }
  }

  private ApiCall retry(Described operation, JsonNode failed) {
    return operation(
        operation, UUID.fromString(failed.get("connection_id").asString()), ApiScenery.id(failed));
  }

  private ApiCall operation(Described operation, UUID connection, UUID id) {
    return of(
        operation,
        operation
            .path()
            .replace("{connection_id}", connection.toString())
            .replace("{id}", id.toString()));
  }

  /** One entry is accepted, one refused. */
  private byte[] batch() {
    return """
    {"operations":[
      {"resource":"vehicle","operation_type":"create","payload":{"connection_id":"%s"}},
      {"resource":"vehicle","operation_type":"create","payload":{"connection_id":"%s"}}]}
    """
        .formatted(scenery.open, UUID.randomUUID())
        .getBytes(UTF_8);
  }

  private void connections() {
    row("listTsps 200", this::plain);
    row("readTsp 200", o -> of(o, "/v2/integrations/tsps/simulator"));
    row("listConnections 200", o -> of(o, o.path() + "?size=1000"));
    row("putConnection 201", this::plain);
    row("putConnection 404", o -> of(o, scenery.foreign).json(example(o)));
    for (String name :
        new String[] {"readConnection", "putConnection", "patchConnection", "readQueue"}) {
      row(name + " 200", o -> withBody(of(o, scenery.spare), o));
    }
    for (String name : new String[] {"pauseConnection", "resumeConnection"}) {
      row(name + " 200", o -> of(o, scenery.failing()));
      row(name + " 409", o -> of(o, scenery.deleted));
    }
    row(
        "patchConnection 200",
        o -> of(o, scenery.spare).typed("application/merge-patch+json", example(o)));
    row("putConnection 409", o -> of(o, scenery.deleted).json(example(o)));
    row("patchConnection 409", o -> of(o, scenery.deleted).json(example(o)));
    row("patchConnection 422", o -> of(o, scenery.open).json(NONSENSE.getBytes(UTF_8)));
    row("deleteConnection 204", o -> of(o, scenery.failing()));
    row("teachIdentity 200", o -> withBody(of(o, scenery.open), o));
    row("teachIdentity 409", o -> withBody(of(o, scenery.deleted), o));
  }

  private void webhooks() {
    row("listWebhooks 200", this::plain);
    row(
        "createWebhook 201",
        o ->
            of(o, o.path())
                .json(
                    "{\"url\":\"http://127.0.0.1:65000/hooks\",\"event_names\":[\"resource_operation.failed\"]}"
                        .getBytes(UTF_8)));
    row(
        "createWebhook 409",
        o -> of(o, o.path()).json(example(o)).by(CrowdedPartner.of(scenery.waybill).token()));
    for (String name :
        new String[] {"readWebhook", "readWebhookKeys", "readWebhookMetrics", "listDeliveries"}) {
      row(name + " 200", o -> of(o, scenery.webhook));
    }
    for (String name :
        new String[] {
          "changeWebhook", "pauseWebhook", "activateWebhook", "pingWebhook", "rotateSecret"
        }) {
      row(name + " 200", o -> withBody(of(o, scenery.newWebhook()), o));
    }
    row("changeWebhook 422", o -> of(o, scenery.webhook).json(NONSENSE.getBytes(UTF_8)));
    row("pauseWebhook 409", o -> of(o, scenery.disabledWebhook()));
    row("pingWebhook 409", o -> of(o, scenery.pausedWebhook()));
    row("pullEvents 200", o -> of(o, o.path() + "?size=10"));
    row("replayWebhook 202", o -> of(o, scenery.newWebhook()).json(example(o)));
    row("replayWebhook 409", o -> of(o, scenery.disabledWebhook()).json(example(o)));
    row("readReplay 200", this::replay);
    row("cancelReplay 204", this::replay);
    row("deleteWebhook 204", o -> of(o, scenery.newWebhook()));
  }

  private ApiCall replay(Described operation) {
    UUID webhook = scenery.newWebhook();
    return of(
        operation,
        operation
            .path()
            .replace("{id}", webhook.toString())
            .replace("{replay_id}", scenery.replay(webhook).toString()));
  }

  private void operators() {
    row("listDeadLetters 200", this::plain);
    row("listDeadLetters 403", o -> of(o, o.path()).by(scenery.poorerToken));
    row("redriveDeadLetter 200", o -> letter(o, scenery.deadLetter()));
    row("redriveDeadLetter 409", o -> letter(o, scenery.letterPutBack()));
  }

  private ApiCall letter(Described operation, String id) {
    return of(operation, operation.path().replace("{id}", id));
  }

  private void documents() {
    for (String name :
        new String[] {
          "readKeys",
          "listProblems",
          "listSchemas",
          "readOpenApi",
          "readAsyncApi",
          "readLiveness",
          "readReadiness",
          "readMetrics"
        }) {
      row(name + " 200", this::plain);
    }
    row("readProblem 200", o -> of(o, "/problems/invalid_body"));
    row("readSchema 200", o -> of(o, "/schemas/rest/problem.schema.json"));
    row(
        "issueToken 200",
        o -> token(o, "grant_type=client_credentials&client_id=demo&client_secret=demo"));
    row("issueToken 400", o -> token(o, "grant_type=password"));
    row("issueToken 401", o -> token(o, "grant_type=client_credentials&client_id=demo"));
  }

  private ApiCall token(Described operation, String form) {
    return of(operation, operation.path()).typed(FORM, form.getBytes(UTF_8));
  }

  /** The call with ids that nothing is known by, and the document's own example as its body. */
  private ApiCall plain(Described operation) {
    return withBody(of(operation, UUID.randomUUID()), operation);
  }

  private ApiCall withBody(ApiCall call, Described operation) {
    return operation.requestType() == null ? call : call.typed(type(operation), example(operation));
  }

  private static byte[] example(Described operation) {
    return Json.write(Objects.requireNonNull(operation.requestExample()));
  }

  private static String type(Described operation) {
    return Objects.requireNonNullElse(operation.requestType(), "application/json");
  }

  /** The call with an id, and names that exist nowhere where more than the id is asked for. */
  private ApiCall of(Described operation, UUID id) {
    return of(
        operation,
        operation
            .path()
            .replace("{id}", id.toString())
            .replace("{resource}", "vehicle")
            .replaceAll("[{][^}]*[}]", UUID.randomUUID().toString()));
  }

  private ApiCall of(Described operation, String path) {
    return ApiCall.of(
        scenery.url,
        operation.method(),
        path,
        operation.scope() == null ? null : scenery.partner.token());
  }

  private void row(String name, Function<Described, ApiCall> call) {
    own.put(name, call);
  }

  private static Optional<ApiCall> only(boolean condition, ApiCall call) {
    return condition ? Optional.of(call) : Optional.empty();
  }

  /** The rows of single operations, {@code readWebhook 200} for example. */
  Set<String> names() {
    return own.keySet();
  }
}
