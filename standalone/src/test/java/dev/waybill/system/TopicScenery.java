package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.testing.TopicReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Brings about a record of every kind that there is, and every header. */
final class TopicScenery implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WEBHOOKS = "/v2/notifications/webhooks/";
  private static final Map<String, ?> WIDE =
      Map.of("limits", Map.of("requests_per_second", 1000, "burst", 1000, "max_in_flight", 100));

  private final SharedWaybill waybill;
  private final Partner partner;
  private final UUID connection = UUID.randomUUID();
  private final PlainProducer producer;
  private final Receiver receiver = new Receiver();

  TopicScenery(SharedWaybill waybill) {
    this.waybill = waybill;
    this.partner = waybill.partner("demo");
    this.producer = new PlainProducer(waybill.process().bootstrapServers());
  }

  void play() {
    partner.connect(connection, "documented-" + connection, WIDE);
    partner.teachUser(connection, UUID.randomUUID(), "known-to-the-tsp");
    UUID webhook = subscribe();
    UUID operation = partner.createVehicle(connection, "Truck 1");
    assertThat(partner.ended(connection, operation, LIMIT).get("status").asString())
        .isEqualTo("success");
    misplace();
    send("POST", WEBHOOKS + webhook + "/ping", null);
    Awaitility.await("webhooks")
        .atMost(LIMIT)
        .until(() -> receiver.typesOf(operation).contains(EventTypes.SUCCEEDED));
    cancelAReplay(webhook);
    giveUp();
    settle();
  }

  /**
   * Waits until all that anybody has asked for on Kafka was read: behind it comes an operation in
   * each partition, and a second one behind what was moved to its place before the first.
   */
  private void settle() {
    for (int round = 0; round < 2; round++) {
      List<UUID> behind = new ArrayList<>();
      for (int partition = 0; partition < TopicPlan.DEFAULT_PARTITIONS; partition++) {
        Map<String, Object> last = producer.vehicle(partner.id(), connection, "Last");
        producer.await(partition, null, Json.write(last));
        behind.add(PlainProducer.id(last));
      }
      behind.forEach(id -> partner.ended(connection, id, LIMIT));
    }
  }

  private UUID subscribe() {
    JsonNode webhook =
        send(
            "POST",
            "/v2/notifications/webhooks",
            Json.mapper()
                .writeValueAsString(
                    Map.of(
                        "url",
                        receiver.url(),
                        "event_names",
                        List.of("resource_operation.*"),
                        "filters",
                        Map.of("connection_ids", List.of(connection)))));
    receiver.expect(webhook.get("secret").asString());
    return ApiScenery.id(webhook);
  }

  /** In a partition that is not the connection's. */
  private void misplace() {
    Map<String, Object> request = producer.vehicle(partner.id(), connection, "Truck 2");
    byte[] value = Json.write(request);
    int home = producer.await(null, connection.toString().getBytes(UTF_8), value).partition();
    Map<String, Object> elsewhere = producer.vehicle(partner.id(), connection, "Truck 3");
    producer.await(home == 0 ? 1 : 0, null, Json.write(elsewhere));
    Awaitility.await("it is moved to its place")
        .atMost(LIMIT)
        .until(() -> partner.listed(connection).contains(PlainProducer.id(elsewhere)));
  }

  private void cancelAReplay(UUID webhook) {
    String replays = WEBHOOKS + webhook + "/replay";
    UUID replay = ApiScenery.id(send("POST", replays, "{\"only\":\"all\"}"));
    send("DELETE", replays + "s/" + replay, null);
  }

  /** What is no record, once put back; what is too large; and what is no delivery. */
  private void giveUp() {
    byte[] key = connection.toString().getBytes(UTF_8);
    RecordMetadata none = producer.await(null, key, "none".getBytes(UTF_8));
    producer.await(null, key, new byte[TopicPlan.MAX_INPUT_BYTES - 8 * 1024]);
    RecordMetadata delivery = producer.to("webhook.requested", key, "none".getBytes(UTF_8));
    try (TopicReader<byte[]> letters =
        new TopicReader<>(
            waybill.process().bootstrapServers(),
            "webhook.dead-letter",
            new ByteArrayDeserializer())) {
      String origin = Evidence.origin(delivery);
      letters.readUntil(
          seen -> seen.stream().anyMatch(letter -> Evidence.originOf(letter).equals(origin)),
          LIMIT);
    }
    String id = "%s:%d:%d".formatted(none.topic(), none.partition(), none.offset());
    Awaitility.await("it is given up")
        .atMost(LIMIT)
        .until(() ->
            partner.send("POST", "/v2/ops/dead-letters/" + id + "/redrive", null).statusCode()
                == 200);
  }

  private JsonNode send(String method, String path, @Nullable String body) {
    HttpResponse<String> answer = partner.send(method, path, body);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
    return answer.body().isEmpty()
        ? Json.mapper().missingNode()
        : Json.mapper().readTree(answer.body());
  }

  @Override
  public void close() {
    receiver.close();
    producer.close();
  }
}
