package dev.waybill.worker.operations;

import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Holds a request's payload against the contract's schemas. Thread-safe. */
public final class ContractCheck implements PayloadCheck {
  private final ContractSchemas schemas;

  public ContractCheck(ContractSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public List<String> problems(OperationRequest request) {
    Optional<String> schema = SchemaFiles.resource(request.resource(), request.operationType());
    if (schema.isEmpty()) {
      return List.of(
          "it is not possible to %2$s a %1$s"
              .formatted(request.resource().wireName(), request.operationType().wireName()));
    }
    JsonNode repeated = request.payload().get("connection_id");
    if (repeated != null && !request.connectionId().toString().equals(repeated.asString(""))) {
      return List.of("/payload/connection_id: differs from the record's connection_id");
    }
    return schemas.problems(SchemaFiles.payloadId(schema.get()), request.payload()).stream()
        .map(error -> "/payload" + error.pointer() + ": " + error.message())
        .toList();
  }
}
