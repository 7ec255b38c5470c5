package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Documents that must be refused, and what the refusal points at. In the documents {@code @} stands
 * for a good UUID and {@code C} for a good connection_id with its name.
 */
class HostilePayloadTest {
  private static final String ID = "7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          vehicle-create | {}                                       | (root) required
          vehicle-create | []                                       | (root) type
          vehicle-create | null                                     | (root) type
          vehicle-create | "x"                                      | (root) type
          vehicle-create | [{C}]                                    | (root) type
          vehicle-create | {"connection_id":null}                   | /connection_id type
          vehicle-create | {"connection_id":7}                      | /connection_id type
          vehicle-create | {"connection_id":["@"]}                  | /connection_id type
          vehicle-create | {"connection_id":""}                     | /connection_id pattern
          vehicle-create | {"connection_id":"7C0F5A52-6C1C-4C8E-9A53-0D3F5E0B8A11"} | /connection_id pattern
          vehicle-create | {"connection_id":"7c0f5a526c1c4c8e9a530d3f5e0b8a11"}     | /connection_id pattern
          vehicle-create | {"connection_id":"{@}"}                  | /connection_id pattern
          vehicle-create | {"connection_id":" @"}                   | /connection_id pattern
          vehicle-create | {"connection_id":"@\\n"}                 | /connection_id pattern
          vehicle-create | {"connection_id":"@\\u0000"}             | /connection_id pattern
          vehicle-create | {"Connection_Id":"@"}                    | (root) additionalProperties; (root) required
          vehicle-create | {C,"connectionId":"@"}                   | (root) additionalProperties
          vehicle-create | {C,"vehicleName":"12"}                   | (root) additionalProperties
          vehicle-create | {C,"":1}                                 | (root) additionalProperties
          vehicle-create | {C,"__proto__":{}}                       | (root) additionalProperties
          vehicle-create | {C,"id":"@"}                             | (root) additionalProperties
          vehicle-create | {C,"source_id":"v1"}                     | (root) additionalProperties
          vehicle-create | {C,"partner_id":"@"}                     | (root) additionalProperties
          vehicle-create | {C,"vehicle_name":12}                    | /vehicle_name type
          vehicle-create | {C,"vehicle_name":{}}                    | /vehicle_name type
          vehicle-create | {C,"vin":false}                          | /vin type
          vehicle-create | {C,"notes":["a"]}                        | /notes type
          vehicle-create | {C,"fuel_capacity":120.5}                | /fuel_capacity type
          vehicle-create | {C,"model_year":"2024"}                  | /model_year type
          vehicle-create | {C,"model_year":2024.5}                  | /model_year type
          vehicle-create | {C,"model_year":-1}                      | /model_year minimum
          vehicle-create | {C,"model_year":99999999999999999999}    | /model_year maximum
          vehicle-create | {C,"model_year":1e400}                   | /model_year maximum
          vehicle-create | {C,"model_year":1e999999999}               | /model_year maximum
          vehicle-create | {C,"model_year":1e-999999999}            | /model_year type
          vehicle-create | {C,"total_axles":-1e999999999}             | /total_axles minimum
          vehicle-create | {C,"total_axles":2147483648}             | /total_axles maximum
          vehicle-create | {C,"total_axles":true}                   | /total_axles type
          vehicle-create | {C,"is_active":"true"}                   | /is_active type
          vehicle-create | {C,"is_active":1}                        | /is_active type
          vehicle-create | {C,"status":"in_service"}                | /status enum
          vehicle-create | {C,"status":""}                          | /status enum
          vehicle-create | {C,"engine_type":"STEAM"}                | /engine_type enum
          vehicle-create | {C,"license_plate_country":"US"}         | /license_plate_country pattern
          vehicle-create | {C,"license_plate_country":"USAA"}       | /license_plate_country pattern
          vehicle-create | {C,"license_plate_country":"U A"}        | /license_plate_country pattern
          vehicle-create | {C,"license_plate_country":"USA\\n"}     | /license_plate_country pattern
          vehicle-create | {C,"vin":1,"is_active":2,"oem":3}        | /is_active type; /oem type; /vin type
          vehicle-update | {}                                       | (root) required
          vehicle-update | {"status":"SPARE"}                       | (root) required
          vehicle-update | {C,"status":"SOLD"}                      | /status enum
          vehicle-update | {C,"resource_id":"@"}                    | (root) additionalProperties
          vehicle-update | {C,"total_axles":"3"}                    | /total_axles type
          message-create | {C}                                      | (root) required; (root) required
          message-create | {C,"sender_id":"@"}                      | (root) required
          message-create | {"sender_id":"@","recipient_id":"@"}     | (root) required
          message-create | {C,"sender_id":null,"recipient_id":"@"}  | /sender_id type
          message-create | {C,"sender_id":"@","recipient_id":"bob"} | /recipient_id pattern
          message-create | {C,"sender_id":"@","recipient_id":["@"]} | /recipient_id type
          message-create | {C,"sender_id":"@","recipient_id":"@","recipient_ids":["@"]}     | (root) additionalProperties
          message-create | {C,"sender_id":"@","recipient_id":"@","message_text":5}          | /message_text type
          message-create | {C,"sender_id":"@","recipient_id":"@","priority":"normal"}       | /priority enum
          message-create | {C,"sender_id":"@","recipient_id":"@","priority":1}              | /priority enum; /priority type
          message-create | {C,"sender_id":"@","recipient_id":"@","reply_to_message_id":"1"} | /reply_to_message_id pattern
          message-create | {C,"sender_id":"@","recipient_id":"@","reply_to_message_id":1}   | /reply_to_message_id type
          trailer-create | {}                                       | (root) required
          trailer-create | {C,"vehicle_name":"7"}                   | (root) additionalProperties
          trailer-create | {C,"trailer_length":-1}                  | /trailer_length minimum
          trailer-create | {C,"trailer_length":1e400}               | /trailer_length maximum
          trailer-update | {C,"total_axles":1.5}                    | /total_axles type
          user-create    | {C,"status":"active"}                    | /status enum
          user-create    | {C,"country_code":"US"}                  | /country_code pattern
          user-create    | {C,"license_expiration":"30.06.2027"}    | /license_expiration pattern
          user-create    | {C,"license_expiration":"2027-13-01"}    | /license_expiration pattern
          user-create    | {C,"hos_ruleset_code":"us_70"}           | /hos_ruleset_code pattern
          user-create    | {C,"default_time_zone":"America/"}       | /default_time_zone pattern
          user-create    | {C,"hos_tracking_method":"auto"}         | /hos_tracking_method enum
          user-update    | {C,"password":"x"}                       | (root) additionalProperties
          group-message-create | {C,"sender_id":"@"}                       | (root) required
          group-message-create | {C,"sender_id":"@","recipient_ids":[]}    | /recipient_ids minItems
          group-message-create | {C,"sender_id":"@","recipient_ids":["x"]} | /recipient_ids/0 pattern
          group-message-create | {C,"sender_id":"@","recipient_ids":"@"}   | /recipient_ids type
          dvir-log-create | {C}                                     | (root) required
          dvir-log-create | {C,"driver_id":"@","defects":["wings"]} | /defects/0 enum
          dvir-log-create | {C,"driver_id":"@","defect_count":-1}   | /defect_count minimum
          dvir-log-create | {C,"driver_id":"@","log_type":"daily"}  | /log_type enum
          dvir-log-create | {C,"driver_id":"@","occurred_at":"yesterday"} | /occurred_at pattern
          dvir-log-create | {C,"driver_id":"@","odometer_unit":"km"} | /odometer_unit enum
          fuel-transaction-create | {C,"driver_id":"@","vehicle_id":"@"} | (root) required; (root) required
          fuel-transaction-create | {C,F,"fuel_volume":-1}          | /fuel_volume minimum
          fuel-transaction-create | {C,F,"fuel_volume":1,"latitude":91}      | /latitude maximum
          fuel-transaction-create | {C,F,"fuel_volume":1,"longitude":-181}   | /longitude minimum
          fuel-transaction-create | {C,F,"fuel_volume":1,"total_cost":"a lot"} | /total_cost pattern
          fuel-transaction-create | {C,F,"fuel_volume":1,"total_cost":true}  | /total_cost type
          workflow-create | {C,"stops":{}}                          | /stops type
          workflow-create | {C,"stops":[{"stop_type":"LUNCH"}]}     | /stops/0/stop_type enum
          workflow-create | {C,"stops":[{"address":"x"}]}           | /stops/0 additionalProperties
          workflow-create | {C,"stops":[{"sequence_number":1.5}]}   | /stops/0/sequence_number type
          workflow-update | {C,"territory_name":"North"}            | (root) additionalProperties
          workflow-update | {C,"workflow_status":"DONE"}            | /workflow_status enum
          """)
  void refusesBodies(String schema, String body, String problems) {
    assertRefused("resources/" + schema, body, problems);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          connection-put | {}                                                           | (root) required
          connection-put | {S,"status":"active"}                                        | (root) additionalProperties
          connection-put | {"source_name":"../x"}                                       | /source_name pattern
          connection-put | {S,"settings":"x"}                                           | /settings type
          connection-put | {S,"credentials":"secret"}                                   | /credentials type
          connection-put | {S,"limits":{"requests_per_second":0}}                       | /limits/requests_per_second exclusiveMinimum
          connection-put | {S,"limits":{"requests_per_second":"2"}}                     | /limits/requests_per_second type
          connection-put | {S,"limits":{"burst":0}}                                     | /limits/burst minimum
          connection-put | {S,"limits":{"max_in_flight":1001}}                          | /limits/max_in_flight maximum
          connection-put | {S,"limits":{"max_in_flight":1e99}}                          | /limits/max_in_flight maximum
          connection-put | {S,"limits":{"requests_per_second":1e400}}                    | /limits/requests_per_second maximum
          connection-put | {S,"limits":{"rps":2}}                                       | /limits additionalProperties
          connection-put | {S,"retry":{"max_attempts":0}}                               | /retry/max_attempts minimum
          connection-put | {S,"retry":{"initial_delay_ms":0}}                           | /retry/initial_delay_ms minimum
          connection-put | {S,"call_timeout_ms":0}                                      | /call_timeout_ms minimum
          connection-put | {S,"ordering":"fifo"}                                        | /ordering enum
          connection-put | {S,"share":{"vehicle":"write"}}                              | /share/vehicle enum
          webhook-create | {}                                                           | (root) required; (root) required
          webhook-create | {"url":"ftp://x","event_names":["resource_operation.*"]}     | /url pattern
          webhook-create | {"url":"http://x y","event_names":["resource_operation.*"]}  | /url pattern
          webhook-create | {U,"event_names":[]}                                         | /event_names minItems
          webhook-create | {U,"event_names":"resource_operation.*"}                     | /event_names type
          webhook-create | {U,"event_names":["resource_operation.done"]}                | /event_names/0 enum
          webhook-create | {U,E,"event_name":"resource_operation.*"}                    | (root) additionalProperties
          webhook-create | {U,E,"secret":"whsec_short"}                                 | /secret pattern
          webhook-create | {U,E,"secret":"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}            | /secret pattern
          webhook-create | {U,E,"signature_schemes":["v1a"]}                            | /signature_schemes minContains
          webhook-create | {U,E,"headers":{"X-A":"a\\r\\nb"}}                           | /headers/X-A pattern
          webhook-create | {U,E,"filters":{"connection_ids":["x"]}}                     | /filters/connection_ids/0 pattern
          webhook-create | {U,E,"filters":{"resources":["car"]}}                        | /filters/resources/0 enum
          webhook-create | {U,E,"retry_schedule_s":[-1]}                                | /retry_schedule_s/0 minimum
          webhook-create | {U,E,"timeout_ms":60001}                                     | /timeout_ms maximum
          identity-put   | {}                                                           | (root) required
          identity-put   | {"source_id":""}                                             | /source_id minLength
          identity-put   | {"source_id":12}                                             | /source_id type
          """)
  void refusesOtherBodies(String schema, String body, String problems) {
    assertRefused(
        "rest/" + schema,
        body.replace("{S", "{\"source_name\":\"simulator\"")
            .replace("{U", "{\"url\":\"https://example.com/\"")
            .replace(",E", ",\"event_names\":[\"resource_operation.*\"]"),
        problems);
  }

  /** They would let a subscriber forge a delivery, or break the framing of the request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "host", "Host", "CONTENT-LENGTH", "Transfer-Encoding", "webhook-id", "Webhook-Signature",
        "proxy-authorization", "User-Agent", "a b", "a:", "", "x\\r\\ny"
      })
  void refusesHeadersThatAreNotTheSubscribersToSet(String header) {
    String body =
        "{\"url\":\"https://example.com/\",\"event_names\":[\"resource_operation.*\"],"
            + "\"headers\":{\"%s\":\"1\"}}".formatted(header);

    assertThat(
            SchemaJudge.judge(
                SchemaFiles.id(SchemaFiles.WEBHOOK_CREATE), Json.mapper().readTree(body)))
        .isNotEmpty()
        .allMatch(problem -> problem.startsWith("/headers"));
  }

  private static void assertRefused(String schema, String body, String problems) {
    String text =
        body.replace("{C", "{\"connection_id\":\"@\"")
            .replace(
                ",F", ",\"driver_id\":\"@\",\"vehicle_id\":\"@\",\"fuel_volume_unit\":\"LITER\"")
            .replace("@", ID);
    JsonNode document = Json.mapper().readTree(text);

    assertThat(SchemaJudge.judge(SchemaFiles.id(schema), document))
        .isEqualTo(List.of(problems.split("; ")));
  }
}
