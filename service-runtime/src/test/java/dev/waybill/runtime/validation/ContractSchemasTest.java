package dev.waybill.runtime.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.SchemaFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractSchemasTest {
  private static final String VEHICLE = SchemaFiles.id("resources/vehicle-create");
  private final ContractSchemas schemas = new ContractSchemas();

  @Test
  void aValueThatFitsHasNoProblems() {
    assertThat(
            schemas.problems(
                VEHICLE,
                Json.mapper()
                    .readTree(
                        "{\"connection_id\":\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\",\"vin\":\"X\"}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/connection_id|required",
        "{\"connection_id\":5}|/connection_id|type",
        "{\"connection_id\":\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\",\"wheels\":4}|/wheels|unknown_field",
        "{\"connection_id\":\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\",\"a/b\":4}|/a~1b|unknown_field",
        "{\"connection_id\":\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\",\"status\":\"LOST\"}|/status|enum",
      })
  void aProblemIsNamedByItsPointer(String body, String pointer, String code) {
    assertThat(schemas.problems(VEHICLE, Json.mapper().readTree(body)))
        .extracting(FieldError::pointer, FieldError::code)
        .contains(org.assertj.core.groups.Tuple.tuple(pointer, code));
  }

  @Test
  void thePayloadOfARecordNeedsNoConnection() {
    assertThat(
            schemas.problems(
                SchemaFiles.payloadId("resources/vehicle-create"), Json.mapper().readTree("{}")))
        .isEmpty();
  }

  @Test
  void codesAreInSnakeCase() {
    assertThat(
            schemas.problems(
                SchemaFiles.id("rest/connection-put"),
                Json.mapper()
                    .readTree(
                        "{\"source_name\":\"simulator\",\"share\":{\"no resource\":\"read\"}}")))
        .extracting(FieldError::code)
        .isNotEmpty()
        .allMatch(code -> code.matches("[a-z][a-z0-9_]*"));
  }
}
