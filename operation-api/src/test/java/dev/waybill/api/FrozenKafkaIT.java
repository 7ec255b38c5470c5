package dev.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.BrokerMain;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.ProcessUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka is neither there nor gone: its process is stopped, and its connections stay. Writes are
 * answered with 503 in bounded time, reads with what is known or with 503, and once it goes on all
 * is well, and a write under a key has been made once.
 */
@EnabledIfSystemProperty(
    named = "waybill.test.frozen_kafka",
    matches = "true",
    disabledReason = "it takes half a minute; -Dwaybill.test.frozen_kafka=true runs it")
class FrozenKafkaIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** {@code max.block.ms}, the wait for the acknowledgement, and a moment. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final String VEHICLES = "/v2/telematics/vehicles";
  private static final String OPERATIONS =
      "/v2/integrations/connections/resource-operations?size=1000&connection_id=";
  private static final int KEYED = 4;

  @Test
  void writesAreRefusedInBoundedTimeAndAllIsWellAfterwards(@TempDir Path folder) throws Exception {
    ProcessUnderTest broker =
        ProcessUnderTest.start(
            "broker",
            ProcessUnderTest.javaCommand(
                BrokerMain.class.getName(), folder.resolve("kafka").toString(), "0"),
            folder,
            Map.of());
    try (broker;
        ApiUnderTest api = start(folder, broker)) {
      String token = api.token("demo");
      UUID connection = api.connection(token, "");
      UUID before = id(write(api, token, connection, "before"));
      broker.freeze();
      try {
        everythingIsAnswered(api, token, connection, before);
        assertThat(api.call("GET", null, "/health/ready", null).status()).isEqualTo(503);
      } finally {
        broker.thaw();
      }
      Awaitility.await("it is ready again")
          .atMost(LIMIT)
          .until(() -> api.call("GET", null, "/health/ready", null).status() == 200);
      goesOn(api, token, connection, before);
    }
  }

  private static ApiUnderTest start(Path folder, ProcessUnderTest broker) {
    String servers =
        broker
            .awaitLine(line -> line.startsWith(BrokerMain.READY), LIMIT)
            .substring(BrokerMain.READY.length());
    KafkaClients kafka = new KafkaClients(Map.of("bootstrap.servers", servers));
    TopicPlan plan = new TopicPlan(Topics.unprefixed(), ApiUnderTest.PARTITIONS, (short) 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      KafkaFixture.createTopics(admin, plan.newTopics());
    }
    return new ApiUnderTest(folder.resolve("api"), 0, plan, kafka);
  }

  private static void everythingIsAnswered(
      ApiUnderTest api, String token, UUID connection, UUID before) throws Exception {
    String one = "{\"resource\":\"vehicle\",\"operation_type\":\"create\",\"payload\":%s}";
    String entry = one.formatted(ApiCase.vehicle(connection, "x"));
    String batch = "{\"operations\":[%s,%s,%s]}".formatted(entry, entry, entry);
    String own = ApiCase.CONNECTIONS + connection;
    List<Supplier<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < KEYED; i++) {
      String key = "key-" + i;
      calls.add(() -> write(api, token, connection, key));
    }
    calls.add(() -> api.call("POST", token, VEHICLES, ApiCase.vehicle(connection, "plain")));
    calls.add(() -> api.call("PATCH", token, own, "{\"call_timeout_ms\":5000}"));
    calls.add(() -> api.call("POST", token, "/v2/resource-operations/" + before + "/cancel", null));
    int writes = calls.size();
    calls.add(() -> api.call("POST", token, "/v2/telematics/batch", batch));
    calls.add(() -> api.get(token, "/v2/resource-operations/" + before));
    calls.add(() -> api.get(token, OPERATIONS + connection));
    calls.add(() -> api.get(token, own));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      List<Future<Answer>> asked = calls.stream().map(call -> threads.submit(call::get)).toList();
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> each : asked) {
        answers.add(each.get());
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST);
      answers
          .subList(0, writes)
          .forEach(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
          });
      Answer entries = answers.get(writes);
      if (entries.status() == 200) {
        entries
            .json()
            .get("results")
            .forEach(result -> assertThat(result.get("status").asInt()).isEqualTo(503));
      } else {
        assertThat(entries.status()).as(entries.body()).isEqualTo(503);
      }
      answers
          .subList(writes + 1, answers.size())
          .forEach(answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 503));
    }
  }

  /** What was refused may have been taken all the same; under its key it was taken once. */
  private static void goesOn(ApiUnderTest api, String token, UUID connection, UUID before) {
    List<UUID> keyed = new ArrayList<>();
    for (int i = 0; i < KEYED; i++) {
      keyed.add(id(write(api, token, connection, "key-" + i)));
    }
    for (int i = 0; i < KEYED; i++) {
      assertThat(id(write(api, token, connection, "key-" + i))).isEqualTo(keyed.get(i));
    }
    keyed.add(before);
    assertThat(
            api.call("PATCH", token, ApiCase.CONNECTIONS + connection, "{\"call_timeout_ms\":6000}")
                .json()
                .get("call_timeout_ms")
                .asInt())
        .isEqualTo(6_000);
    Answer list = api.get(token, OPERATIONS + connection);
    List<UUID> listed =
        StreamSupport.stream(list.json().get("items").spliterator(), false)
            .map(item -> UUID.fromString(item.get("id").asString()))
            .toList();
    assertThat(listed).doesNotHaveDuplicates().containsAll(keyed);
    // The plain one, and those of the batch.
    assertThat(listed.size() - keyed.size()).isBetween(0, 4);
  }

  private static Answer write(ApiUnderTest api, String token, UUID connection, String key) {
    return api.call(
        "POST", token, VEHICLES, ApiCase.vehicle(connection, key), "Idempotency-Key", key);
  }

  private static UUID id(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return UUID.fromString(answer.json().get("id").asString());
  }
}
