package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OperationRequestTest {
  private static final String REQUEST =
      """
      {"id":"019aa9f6-7b2c-7a31-8f00-3c5d7e9f1b2d",
       "partner_id":"0d9f3f0e-3b58-4b0a-8b44-5f2f0c6f1a01",
       "connection_id":"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11",
       "resource":"%s","operation_type":"create","payload":%s,
       "requested_at":"2026-11-22T10:15:30Z"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          dvir_log | {}                             | {"log_type":"unknown","defect_count":0}
          dvir_log | {"log_type":null}              | {"log_type":"unknown","defect_count":0}
          dvir_log | {"log_type":"mechanic"}        | {"log_type":"mechanic","defect_count":0}
          dvir_log | {"defects":[]}                 | {"defects":[],"log_type":"unknown","defect_count":0}
          dvir_log | {"defects":["mirrors"]}        | {"defects":["mirrors"],"log_type":"unknown"}
          dvir_log | {"defect_count":2}             | {"defect_count":2,"log_type":"unknown"}
          vehicle  | {}                             | {}
          """)
  void whatAnInspectionLeavesOutHasItsDefault(String resource, String asked, String filled) {
    byte[] json = REQUEST.formatted(resource, asked).getBytes(UTF_8);
    JsonNode expected = Json.mapper().readTree(filled);
    ObjectNode payload = Json.read(json, OperationRequest.class).payload();
    assertThat((JsonNode) payload).isEqualTo(expected);
  }

  @Test
  void anInspectionWithoutAPayloadCanBeReadAndRefused() {
    byte[] json =
        REQUEST.formatted("dvir_log", "{}").replace("\"payload\":{},", "").getBytes(UTF_8);
    assertThat((JsonNode) Json.read(json, OperationRequest.class).payload()).isNull();
  }
}
