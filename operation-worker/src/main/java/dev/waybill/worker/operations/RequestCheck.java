package dev.waybill.worker.operations;

import dev.waybill.schemas.OperationRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a request must be; the same rules as at the API's door, for producers can go past it. */
@FunctionalInterface
public interface RequestCheck {
  /**
   * Everything that is wrong, each with its JSON Pointer; empty if nothing is.
   *
   * @param record the request as it came
   * @param request the same, read
   */
  List<String> problems(JsonNode record, OperationRequest request);
}
