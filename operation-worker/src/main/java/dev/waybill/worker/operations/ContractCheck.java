package dev.waybill.worker.operations;

import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Holds a request and its payload against the contract's schemas. Thread-safe. */
public final class ContractCheck implements RequestCheck {
  private final ContractSchemas schemas;

  public ContractCheck(ContractSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public List<String> problems(JsonNode record, OperationRequest request) {
    List<String> envelope = told("", SchemaFiles.id(SchemaFiles.OPERATION_REQUESTED), record);
    return envelope.isEmpty() ? payloadProblems(request) : envelope;
  }

  private List<String> payloadProblems(OperationRequest request) {
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
    return told("/payload", SchemaFiles.payloadId(schema.get()), request.payload());
  }

  private List<String> told(String base, String schemaId, JsonNode value) {
    return schemas.problems(schemaId, value).stream()
        .map(error -> base + error.pointer() + ": " + error.message())
        .toList();
  }
}
