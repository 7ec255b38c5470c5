package dev.waybill.api.operations;

import dev.waybill.schemas.Connection;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows what would be sent to a TSP. Given by the process that the API runs in, for the API knows
 * no adapters. Thread-safe; sends nothing.
 */
@FunctionalInterface
public interface Translator {
  /** Of a process that has no adapters. */
  Translator NONE = asked -> new Result.NoAdapter();

  /** Translates. */
  Result translate(Asked asked);

  /**
   * What is to be translated.
   *
   * @param payload with the twins of its references
   * @param sourceId the TSP's id of the resource; for updates always, for creates never
   */
  record Asked(
      Connection connection,
      Resource resource,
      OperationType type,
      ObjectNode payload,
      @Nullable String sourceId,
      String idempotencyKey) {}

  /** What came of it. */
  sealed interface Result {
    /**
     * It would be sent.
     *
     * @param warnings what would get lost or changed on the way
     */
    record Translated(Request request, List<String> warnings) implements Result {}

    /** The TSP cannot be asked this; the pointers are into the payload. */
    record Impossible(List<FieldError> problems) implements Result {}

    /** There is no such adapter in this process. */
    record NoAdapter() implements Result {}
  }

  /**
   * A request as it would be sent.
   *
   * @param headers secrets masked
   * @param body null if there is none
   */
  record Request(String method, String url, Map<String, String> headers, @Nullable JsonNode body) {}
}
