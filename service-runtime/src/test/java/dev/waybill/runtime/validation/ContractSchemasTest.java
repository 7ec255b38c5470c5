package dev.waybill.runtime.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

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

  @ParameterizedTest
  @CsvSource({
    "user-create, license_expiration, 2027-02-29, is of a day that the calendar does not have",
    "user-create, license_expiration, 2027-04-31, is of a day that the calendar does not have",
    "user-update, default_time_zone, Foo/Bar, is not the name of a time zone",
    "user-create, default_time_zone, utc, is not the name of a time zone",
    "fuel-transaction-create, transaction_time, 2026-02-31T10:00:00Z, is of a day",
    "dvir-log-create, occurred_at, 2100-02-29T10:00:00.000+00:00, is of a day",
    "workflow-create, started_at, 2026-06-31T10:00:00Z, is of a day",
  })
  void whatNoPatternCanSayIsToldOnceAtEachDoor(
      String schema, String field, String value, String message) {
    ObjectNode body = Json.mapper().createObjectNode().put(field, value);
    for (String id :
        List.of(
            SchemaFiles.id("resources/" + schema), SchemaFiles.payloadId("resources/" + schema))) {
      assertThat(schemas.problems(id, body))
          .filteredOn(error -> error.pointer().equals("/" + field))
          .singleElement()
          .satisfies(error -> {
            assertThat(error.code()).isEqualTo("format");
            assertThat(error.message()).startsWith(message);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "license_expiration, 2028-02-29",
    "license_expiration, 2000-02-29",
    "default_time_zone, Europe/Paris",
    "default_time_zone, UTC",
    "default_time_zone, Etc/GMT+5",
    "default_time_zone, America/Argentina/Buenos_Aires",
  })
  void daysOfTheCalendarAndTimeZonesOfTheListAreTaken(String field, String value) {
    ObjectNode body = Json.mapper().createObjectNode().put(field, value);
    assertThat(schemas.problems(SchemaFiles.payloadId("resources/user-create"), body)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"license_expiration, 2027-2-1", "license_expiration, ''", "default_time_zone, a b"})
  void whatHasNotEvenTheShapeIsToldByItsPattern(String field, String value) {
    ObjectNode body = Json.mapper().createObjectNode().put(field, value);
    assertThat(schemas.problems(SchemaFiles.payloadId("resources/user-create"), body))
        .extracting(FieldError::code)
        .containsExactly("pattern");
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
