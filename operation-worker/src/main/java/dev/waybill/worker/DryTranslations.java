package dev.waybill.worker;

import dev.waybill.runtime.config.Settings;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.ConnectionAccess;
import dev.waybill.tsp.Credentials;
import dev.waybill.tsp.TranslatedRequest;
import dev.waybill.tsp.Translation;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.worker.execution.Adapters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows what would be sent to a TSP, and sends nothing. It opens no credentials: where one would
 * stand its mask does, so that no secret can get out this way. Thread-safe.
 */
public final class DryTranslations implements AutoCloseable {
  private final Adapters adapters;

  private DryTranslations(Adapters adapters) {
    this.adapters = adapters;
  }

  /**
   * Opens the adapters on the class path, as a worker does.
   *
   * @throws dev.waybill.runtime.StartupException if an adapter refuses its configuration
   */
  public static DryTranslations open(Settings settings) {
    return new DryTranslations(WorkerService.adapters(settings));
  }

  /** What became of an operation in translation. */
  public sealed interface Result {
    /**
     * It would be sent.
     *
     * @param headers secrets masked
     * @param body null if there is none
     * @param warnings what would get lost or changed on the way
     */
    record Request(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable JsonNode body,
        List<String> warnings)
        implements Result {}

    /** The TSP cannot be asked this; the pointers are into the payload. */
    record Impossible(List<FieldError> problems) implements Result {}

    /** There is no adapter of the connection's {@code source_name} here. */
    record NoAdapter() implements Result {}
  }

  /**
   * Translates an operation.
   *
   * @param payload with the twins of its references
   * @param sourceId the TSP's id of the resource; for updates always, for creates never
   */
  public Result translate(
      Connection connection,
      Resource resource,
      OperationType type,
      ObjectNode payload,
      @Nullable String sourceId,
      String idempotencyKey) {
    TspAdapter adapter = adapters.find(connection.sourceName()).orElse(null);
    AdapterDescription description = adapters.descriptions().get(connection.sourceName());
    if (adapter == null || description == null) {
      return new Result.NoAdapter();
    }
    AdapterRequest request =
        new AdapterRequest(
            new ConnectionAccess(
                connection.id(),
                connection.fleetRef(),
                connection.settings(),
                masked(connection, description)),
            resource,
            type,
            payload,
            sourceId,
            idempotencyKey);
    return switch (adapter.translate(request)) {
      case Translation.Translated(TranslatedRequest plain, List<String> warnings) -> {
        TranslatedRequest shown = plain.masked();
        yield new Result.Request(
            shown.method(), shown.url().toString(), shown.headers(), shown.body(), warnings);
      }
      case Translation.Untranslatable(List<FieldError> problems) -> new Result.Impossible(problems);
    };
  }

  private static Credentials masked(Connection connection, AdapterDescription description) {
    return connection.credentials() == null
        ? Credentials.none()
        : Credentials.of(
            description.credentials().stream()
                .collect(
                    Collectors.toMap(
                        AdapterDescription.CredentialField::name, one -> Credentials.MASK)));
  }

  @Override
  public void close() {
    adapters.close();
  }
}
