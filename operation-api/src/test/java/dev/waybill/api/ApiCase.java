package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What the tests over HTTP on a real broker share. */
abstract class ApiCase {
  static final String CONNECTIONS = "/v2/integrations/connections/";
  static final String OPERATIONS = "/v2/integrations/connections/resource-operations";
  static final String WEBHOOKS = "/v2/notifications/webhooks";
  static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  static ApiUnderTest api;
  static String demo;
  static String other;

  @BeforeAll
  static void start() {
    api = new ApiUnderTest(folder);
    demo = api.token("demo");
    other = api.token("other");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().get("request_id").asString())
        .isNotEmpty()
        .isEqualTo(answer.header("X-Request-Id"));
  }

  static String vehicle(UUID connection, String name) {
    return "{\"connection_id\":\"%s\",\"vehicle_name\":\"%s\"}".formatted(connection, name);
  }

  static List<ConsumerRecord<String, String>> records(String topic, UUID key) {
    try (TopicReader<String> reader =
        TopicReader.ofText(KafkaFixture.shared().bootstrapServers(), topic)) {
      return reader.readToEnd(PATIENCE).stream()
          .filter(record -> key.toString().equals(record.key()))
          .toList();
    }
  }

  static byte[] newest(String topic, UUID key) {
    return records(topic, key).getLast().value().getBytes(UTF_8);
  }
}
