package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a producer of {@code operation.requested} is held to. */
class OperationRequestedSchemaTest {
  private static final String SCHEMA = SchemaFiles.id(SchemaFiles.OPERATION_REQUESTED);
  private static final String MINIMAL =
      """
      {"id":"019aa9f6-7b2c-7a31-8f00-3c5d7e9f1b2d",
       "partner_id":"0d9f3f0e-3b58-4b0a-8b44-5f2f0c6f1a01",
       "connection_id":"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11",
       "resource":"vehicle","operation_type":"create","payload":{},
       "requested_at":"2026-11-22T10:15:30Z"}
      """;

  /** Each row puts one field, or takes it away, from a good record. */
  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          id                 | (none)                                 | (root) required
          id                 | "7"                                    | /id pattern
          partner_id         | null                                   | /partner_id type
          connection_id      | "7C0F5A52-6C1C-4C8E-9A53-0D3F5E0B8A11" | /connection_id pattern
          resource           | "car"                                  | /resource enum
          resource           | ["vehicle"]                            | /resource enum; /resource type
          operation_type     | (none)                                 | (root) required
          operation_type     | "update"                               | (root) required
          operation_type     | "delete"                               | /operation_type enum
          resource_id        | "5b1de9a4-4a36-5f0c-9d55-7f0a3a9c2e10" | /resource_id type
          payload            | "{}"                                   | /payload type
          payload            | null                                   | /payload type
          requested_at       | (none)                                 | (root) required
          requested_at       | 1763806530000                          | /requested_at type
          requested_at       | "2026-11-22"                           | /requested_at pattern
          requested_at       | "2026-11-22T10:15:30"                  | /requested_at pattern
          requested_at       | "2026-11-22T10:15:30+01:00"            | /requested_at pattern
          requested_at       | "2026-13-22T10:15:30Z"                 | /requested_at pattern
          expires_at         | "tomorrow"                             | /expires_at pattern
          priority           | "urgent"                               | /priority enum
          priority           | 1                                      | /priority enum; /priority type
          connection_version | 0                                      | /connection_version minimum
          is_sync            | "false"                                | /is_sync type
          idempotency_key    | "a b"                                  | /idempotency_key pattern
          expire_at          | "2026-11-22T12:00:00Z"                 | (root) additionalProperties
          """)
  void refuses(String field, String value, String problems) {
    ObjectNode record = (ObjectNode) Json.mapper().readTree(MINIMAL);
    if (value.equals("(none)")) {
      record.remove(field);
    } else {
      record.set(field, Json.mapper().readTree(value));
    }

    assertThat(SchemaJudge.judge(SCHEMA, record)).isEqualTo(List.of(problems.split("; ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          requested_at    | "2026-11-22T10:15:30.123456789Z"
          requested_at    | "2026-11-22T10:15:30.5+00:00"
          expires_at      | "2026-11-22T12:00:00Z"
          expires_at      | null
          priority        | null
          resource_id     | null
          is_sync         | null
          id              | "f47ac10b-58cc-4372-a567-0e02b2c3d479"
          """)
  void acceptsWhatProducersOfOtherLanguagesWrite(String field, String value) {
    ObjectNode record = (ObjectNode) Json.mapper().readTree(MINIMAL);
    record.set(field, Json.mapper().readTree(value));

    assertThat(SchemaJudge.judge(SCHEMA, record)).isEmpty();
    assertThat(Json.read(Json.write(record), OperationRequest.class)).isNotNull();
  }

  @Test
  void aPayloadOnTheTopicNeedsNoConnectionIdButMayHaveOne() {
    String body = SchemaFiles.resource(Resource.VEHICLE, OperationType.CREATE).orElseThrow();
    String payload = SchemaFiles.payloadId(body);
    JsonNode bare = Json.mapper().readTree("{\"vin\":\"1\"}");
    JsonNode withId =
        Json.mapper()
            .readTree("{\"vin\":\"1\",\"connection_id\":\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\"}");
    JsonNode unknown = Json.mapper().readTree("{\"win\":\"1\"}");

    assertThat(SchemaJudge.judge(payload, bare)).isEmpty();
    assertThat(SchemaJudge.judge(payload, withId)).isEmpty();
    assertThat(SchemaJudge.judge(payload, unknown)).containsExactly("(root) additionalProperties");
    assertThat(SchemaJudge.judge(SchemaFiles.id(body), bare)).containsExactly("(root) required");
    assertThat(SchemaJudge.judge(SchemaFiles.id(body), withId)).isEmpty();
  }
}
