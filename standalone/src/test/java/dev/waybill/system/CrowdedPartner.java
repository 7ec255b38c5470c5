package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import dev.waybill.testing.TopicReader;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/**
 * A partner of its own with as many webhooks as there may be: one was created, and its record was
 * copied on the topic under other ids. They want what never happens.
 *
 * @param token the partner's
 */
record CrowdedPartner(String token) {
  private static final String TOPIC = "webhook.registry";
  private static final String WEBHOOKS = "/v2/notifications/webhooks";
  private static final int MOST = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final byte[] BODY =
      "{\"url\":\"http://127.0.0.1:65000/crowd\",\"event_names\":[\"webhook.disabled\"]}"
          .getBytes(UTF_8);

  static CrowdedPartner of(SharedWaybill waybill) {
    String url = waybill.process().url();
    String token =
        IssuerKey.in(waybill.data()).signFor(UUID.randomUUID(), waybill.partner("demo").token());
    ApiAnswer created = ApiCall.of(url, "POST", WEBHOOKS, token).json(BODY).send();
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String id = Json.mapper().readTree(created.body()).get("id").asString();
    String last = copy(waybill.process().bootstrapServers(), id);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> ApiCall.of(url, "GET", WEBHOOKS + "/" + last, token).send().status() == 200);
    return new CrowdedPartner(token);
  }

  /** The id of the last copy. */
  private static String copy(String bootstrapServers, String id) {
    ObjectNode present = record(bootstrapServers, id);
    UUID last = UUID.fromString(id);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(TOPIC).size();
      for (int i = 1; i < MOST; i++) {
        last = UUID.randomUUID();
        producer.send(
            new ProducerRecord<>(
                TOPIC,
                Partitions.of(last, partitions),
                last.toString(),
                Json.write(present.put("id", last.toString()))));
      }
      producer.flush();
    }
    return last.toString();
  }

  private static ObjectNode record(String bootstrapServers, String id) {
    try (TopicReader<String> registry = TopicReader.ofText(bootstrapServers, TOPIC)) {
      return registry.readToEnd(LIMIT).stream()
          .filter(record -> record.key().equals(id))
          .map(record -> (ObjectNode) Json.mapper().readTree(record.value()))
          .findFirst()
          .orElseThrow();
    }
  }
}
