package dev.waybill.worker.operations;

import dev.waybill.schemas.OperationRequest;
import java.util.List;

/**
 * What a request's payload must be; the same rules as at the API's door, for producers can go past
 * it.
 */
@FunctionalInterface
public interface PayloadCheck {
  /** Everything that is wrong, each a sentence with a JSON Pointer; empty if nothing is. */
  List<String> problems(OperationRequest request);
}
