package dev.waybill.api.connections;

import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.AdapterCopy;
import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a connection's adapter asks of it, and what can be asked of the adapter. As long as no
 * worker has told of any adapter nothing is refused: nobody knows. Thread-safe.
 */
public final class AdapterRules {
  private final AdapterCopy adapters;
  private final BodySchemas schemas;

  /** Makes rules of a copy that is started elsewhere. */
  public AdapterRules(AdapterCopy adapters, BodySchemas schemas) {
    this.adapters = adapters;
    this.schemas = schemas;
  }

  /**
   * Holds an operation to the capability matrix.
   *
   * @throws RefusedException 501 if the connection's adapter can't do this
   */
  public void refuseImpossible(Connection connection, Resource resource, OperationType type) {
    String name = connection.sourceName();
    Adapter adapter = adapters.find(name).orElse(null);
    if (adapter == null
        ? !adapters.all().isEmpty()
        : adapter.capability(resource, type).isEmpty()) {
      throw new RefusedException(
          ProblemCode.NOT_SUPPORTED_BY_TSP,
          adapter == null
              ? "no worker of this installation has an adapter named '%s'".formatted(name)
              : "the adapter '%s' cannot %s a %s; GET /v2/integrations/tsps/%1$s tells what it can"
                  .formatted(name, type.wireName(), resource.wireName()));
    }
  }

  /**
   * Holds a connection's body to what its adapter asks.
   *
   * @param present what is there; null if nothing is
   * @throws RefusedException 422 with each wrong field
   */
  void check(ConnectionBody body, @Nullable Connection present) {
    Adapter adapter = adapters.find(body.sourceName()).orElse(null);
    if (adapter == null) {
      boolean isNew = present == null || !present.sourceName().equals(body.sourceName());
      if (isNew && !adapters.all().isEmpty()) {
        throw RefusedException.invalidField("/source_name", "unknown_adapter", unknown(body));
      }
      return;
    }
    List<FieldError> errors = new ArrayList<>();
    schemas
        .problems(
            adapter.settingsSchema(),
            Objects.requireNonNullElseGet(body.settings(), Json.mapper()::createObjectNode))
        .forEach(error ->
            errors.add(
                new FieldError("/settings" + error.pointer(), error.code(), error.message())));
    credentials(adapter, body.credentials(), errors);
    if (!errors.isEmpty()) {
      throw new RefusedException(
          ProblemCode.INVALID_BODY,
          "the adapter '%s' asks for something else; see errors".formatted(adapter.sourceName()),
          errors);
    }
  }

  private String unknown(ConnectionBody body) {
    return "there is no adapter '%s'; there are: %s"
        .formatted(
            body.sourceName(),
            adapters.all().stream().map(Adapter::sourceName).collect(Collectors.joining(", ")));
  }

  /** None at all are let through: they may be given later. */
  private static void credentials(
      Adapter adapter, @Nullable ObjectNode given, List<FieldError> errors) {
    if (given == null) {
      return;
    }
    List<String> known = adapter.credentials().stream().map(Adapter.Credential::name).toList();
    for (String name : given.propertyNames()) {
      if (!known.contains(name)) {
        errors.add(
            new FieldError(
                "/credentials/" + name.replace("~", "~0").replace("/", "~1"),
                "unknown_field",
                "is not one of " + String.join(", ", known)));
      }
    }
    for (Adapter.Credential credential : adapter.credentials()) {
      if (credential.required() && !given.has(credential.name())) {
        errors.add(
            new FieldError(
                "/credentials/" + credential.name(), "required", "the TSP cannot do without it"));
      }
    }
  }
}
