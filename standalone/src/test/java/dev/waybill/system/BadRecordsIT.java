package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Bad records on {@code operation.requested}: each goes to the dead-letter topic with a reason, and
 * what comes behind it in the same partition is carried out.
 */
final class BadRecordsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "bad-records-" + connection;
  private final PlainProducer producer = new PlainProducer(waybill.process().bootstrapServers());

  @BeforeEach
  void connect() {
    partner.connect(connection, fleet, Map.of());
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void whatIsNoRequestIsADeadLetterWithAReasonAndThePartitionGoesOn() {
    List<byte @Nullable []> bad = new ArrayList<>();
    bad.add(new byte[] {(byte) 0xff, 0, 1, (byte) 0xfe, 42});
    bad.add(new byte[0]);
    bad.add(null);
    for (String text : List.of("{\"id\":", "[]", "null", "7", "\"text\"", "{}", "{\"id\":7}")) {
      bad.add(text.getBytes(UTF_8));
    }
    bad.add(Json.write(changed("id", "not-a-uuid")));
    bad.add(Json.write(changed("partner_id", null)));
    bad.add(Json.write(changed("connection_id", null)));
    bad.add(Json.write(changed("payload", "text")));
    bad.add(Json.write(changed("resource", "submarine")));
    bad.add(Json.write(changed("requested_at", "yesterday")));
    bad.add(Json.write(changed("requested_at", "+999999999-12-31T23:59:59Z")));
    bad.add(Json.write(changed("expires_at", "+10000-01-01T00:00:00.000Z")));
    Set<String> origins =
        bad.stream().map(value -> Evidence.origin(send(value))).collect(Collectors.toSet());
    UUID behind = producer.send(producer.vehicle(partner.id(), connection, "Truck 1"));

    assertThat(partner.ended(connection, behind, LIMIT).get("status").asString())
        .isEqualTo("success");
    assertDeadLetters(origins);
    assertThat(waybill.simulator().calls(fleet)).hasSize(1);
  }

  @Test
  void aReadableRequestThatIsWrongIsADeadLetterAndEndsAsFailed() {
    Map<String, Object> wrongPayload = changed("payload", Map.of("vehicle_nam", "Truck 1"));
    Map<String, Object> unknownField = changed("expire_at", "2030-01-01T00:00:00.000Z");
    String first = Evidence.origin(send(Json.write(wrongPayload)));
    String second = Evidence.origin(send(Json.write(unknownField)));
    for (Map<String, Object> request : List.of(wrongPayload, unknownField)) {
      JsonNode operation = partner.ended(connection, PlainProducer.id(request), LIMIT);
      assertThat(operation.get("status").asString()).isEqualTo("failed");
      assertThat(operation.at("/failure/code").asString()).isEqualTo("invalid_request");
      assertThat(operation.at("/failure/message").asString()).isNotBlank();
    }
    assertDeadLetters(Set.of(first, second));
    assertThat(waybill.simulator().calls(fleet)).isEmpty();
  }

  @Test
  void aRequestForAnotherPartnersConnectionIsADeadLetterAndNobodysOperation() {
    Partner other = waybill.partner("other");
    Map<String, Object> stolen = producer.vehicle(other.id(), connection, "Truck 1");
    String origin = Evidence.origin(send(Json.write(stolen)));
    UUID behind = producer.send(producer.vehicle(partner.id(), connection, "Truck 2"));

    partner.ended(connection, behind, LIMIT);
    assertDeadLetters(Set.of(origin));
    assertThat(waybill.simulator().calls(fleet)).hasSize(1);
    assertThat(partner.listed(connection)).containsExactly(behind);
    HttpResponse<String> owner =
        partner.send("GET", "/v2/resource-operations/" + PlainProducer.id(stolen), null);
    assertThat(owner.statusCode()).as(owner.body()).isEqualTo(404);
  }

  @Test
  void aRequestForAConnectionThatNeverComesFailsAsUnknownConnection() {
    UUID nowhere = UUID.randomUUID();
    UUID id = producer.send(producer.vehicle(partner.id(), nowhere, "Truck 1"));
    // Whose it is cannot be told at first, so it may not be there at first.
    Awaitility.await("its end")
        .atMost(LIMIT)
        .until(() -> {
          HttpResponse<String> answer = partner.send("GET", "/v2/resource-operations/" + id, null);
          return answer.statusCode() == 200 && !answer.body().contains("\"pending\"");
        });
    JsonNode operation = partner.operation(id);
    assertThat(operation.get("status").asString()).isEqualTo("failed");
    assertThat(operation.at("/failure/code").asString()).isEqualTo("unknown_connection");
  }

  private Map<String, Object> changed(String field, @Nullable Object value) {
    Map<String, Object> request =
        new LinkedHashMap<>(producer.vehicle(partner.id(), connection, "Truck 1"));
    request.put(field, value);
    return request;
  }

  private RecordMetadata send(byte @Nullable [] value) {
    return producer.await(null, connection.toString().getBytes(UTF_8), value);
  }

  private void assertDeadLetters(Set<String> origins) {
    try (Evidence evidence = new Evidence(waybill.process().bootstrapServers())) {
      List<ConsumerRecord<String, byte[]>> letters =
          evidence.deadLetters(
              seen ->
                  seen.stream()
                      .map(Evidence::originOf)
                      .collect(Collectors.toSet())
                      .containsAll(origins),
              LIMIT);
      List<ConsumerRecord<String, byte[]>> ours =
          letters.stream().filter(letter -> origins.contains(Evidence.originOf(letter))).toList();
      assertThat(ours).as("one letter for each").hasSameSizeAs(origins);
      assertThat(ours)
          .allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo(connection.toString());
            assertThat(header(letter, "waybill-reason")).isNotBlank();
          });
    }
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
