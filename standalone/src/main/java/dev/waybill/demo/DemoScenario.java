package dev.waybill.demo;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.waybill.demo.DemoOperation.Expectation;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;

/**
 * What the demo asks for: five fleets, each with a TSP account that behaves in its own way.
 *
 * <p>Everything is submitted as a partner would, most over REST, some by a plain Kafka producer.
 */
final class DemoScenario {
  private static final String STEADY = "steady-freight";
  private static final String THROTTLED = "throttled-transit";
  private static final String FLAKY = "flaky-freight";
  private static final String REJECTING = "picky-parcels";
  private static final String BROKEN = "broken-haulage";

  /** Two users whom the TSPs know already. */
  private static final UUID DISPATCHER = UUID.randomUUID();

  private static final UUID DRIVER = UUID.randomUUID();

  private final DemoApi api;
  private final InstantSource clock;
  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final Map<String, UUID> connections = new LinkedHashMap<>();
  private final List<DemoOperation> operations = new ArrayList<>();

  DemoScenario(DemoApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
    for (String fleet : List.of(STEADY, THROTTLED, FLAKY, REJECTING, BROKEN)) {
      connections.put(fleet, UUID.randomUUID());
    }
  }

  List<DemoOperation> operations() {
    return List.copyOf(operations);
  }

  int connectionCount() {
    return connections.size();
  }

  /** Tells the simulator how each fleet's TSP behaves, and registers the connections. */
  void connect() throws IOException, InterruptedException {
    api.misbehave(THROTTLED, Map.of("requests_per_second", 2, "burst", 1));
    api.misbehave(FLAKY, Map.of("fail_next", Map.of("count", 5, "mode", "status", "status", 503)));
    api.misbehave(REJECTING, Map.of("reject_resources", List.of("message")));
    api.misbehave(BROKEN, Map.of("failure_rate", 1));
    for (Map.Entry<String, UUID> connection : connections.entrySet()) {
      api.connect(
          connection.getValue(),
          Map.of(
              "fleet_ref", connection.getKey(),
              "source_name", "simulator",
              "credentials", Map.of("api_key", "key-of-" + connection.getKey()),
              "limits", Map.of("requests_per_second", 50, "burst", 10, "max_in_flight", 4),
              "retry",
                  Map.of(
                      "max_attempts",
                      connection.getKey().equals(BROKEN) ? 3 : 8,
                      "initial_delay_ms",
                      300,
                      "max_delay_ms",
                      2_000)));
      api.teachUser(connection.getValue(), DISPATCHER, "usr-1");
      api.teachUser(connection.getValue(), DRIVER, "usr-2");
    }
  }

  /** Submits everything; each operation is handed on as soon as it was accepted. */
  void submit(Consumer<DemoOperation> accepted) throws IOException, InterruptedException {
    for (int i = 1; i <= 6; i++) {
      post(
          STEADY,
          "vehicles",
          vehicle(i),
          "create vehicle " + i,
          Expectation.SUCCESS_AT_ONCE,
          accepted);
    }
    for (int i = 1; i <= 2; i++) {
      post(
          STEADY,
          "messages",
          message(i),
          "create message " + i,
          Expectation.SUCCESS_AT_ONCE,
          accepted);
    }
    for (int i = 1; i <= 7; i++) {
      post(
          THROTTLED,
          "vehicles",
          vehicle(i),
          "create vehicle " + i,
          Expectation.SUCCESS_THROTTLED,
          accepted);
    }
    for (int i = 1; i <= 4; i++) {
      post(
          FLAKY,
          "vehicles",
          vehicle(i),
          "create vehicle " + i,
          Expectation.SUCCESS_AFTER_RETRIES,
          accepted);
    }
    for (int i = 1; i <= 2; i++) {
      post(
          REJECTING, "messages", message(i), "create message " + i, Expectation.REJECTED, accepted);
    }
    post(
        REJECTING,
        "vehicles",
        vehicle(1),
        "create vehicle 1",
        Expectation.SUCCESS_AT_ONCE,
        accepted);
    for (int i = 1; i <= 2; i++) {
      post(BROKEN, "vehicles", vehicle(i), "create vehicle " + i, Expectation.EXHAUSTED, accepted);
    }
  }

  /** Updates a vehicle that was created before. */
  void update(UUID resourceId, Consumer<DemoOperation> accepted)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("connection_id", connection(STEADY));
    body.put("status", "IN_REPAIR");
    JsonNode answer = api.submit("PATCH", "vehicles/" + resourceId, body);
    add(answer, STEADY, "update vehicle 1", Expectation.SUCCESS_AT_ONCE, accepted);
  }

  /** Submits as any Kafka client can: a JSON value, the connection as key, nothing else. */
  void produce(String bootstrapServers, UUID partner, Consumer<DemoOperation> accepted)
      throws IOException, InterruptedException {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 7; i <= 9; i++) {
        OperationRequest request =
            new OperationRequest(
                ids.generate(),
                partner,
                connection(STEADY),
                Resource.VEHICLE,
                OperationType.CREATE,
                null,
                Json.mapper().createObjectNode().put("vehicle_name", "Truck " + i),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null,
                null,
                null,
                null,
                null,
                null);
        producer
            .send(
                new ProducerRecord<>(
                    Topics.unprefixed().operationRequested(),
                    request.connectionId().toString(),
                    Json.write(request)))
            .get();
        DemoOperation operation =
            new DemoOperation(
                request.id(), STEADY, "create vehicle " + i, "Kafka", Expectation.SUCCESS_AT_ONCE);
        operations.add(operation);
        accepted.accept(operation);
      }
    } catch (ExecutionException e) {
      throw new IOException("Kafka did not take the record", e);
    }
  }

  private void post(
      String fleet,
      String path,
      Map<String, Object> fields,
      String what,
      Expectation expectation,
      Consumer<DemoOperation> accepted)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    body.put("connection_id", connection(fleet));
    add(api.submit("POST", path, body), fleet, what, expectation, accepted);
  }

  private void add(
      JsonNode answer,
      String fleet,
      String what,
      Expectation expectation,
      Consumer<DemoOperation> accepted) {
    DemoOperation operation =
        new DemoOperation(
            UUID.fromString(answer.get("id").asString()), fleet, what, "REST", expectation);
    operations.add(operation);
    accepted.accept(operation);
  }

  private UUID connection(String fleet) {
    UUID id = connections.get(fleet);
    if (id == null) {
      throw new IllegalArgumentException(fleet);
    }
    return id;
  }

  private static Map<String, Object> vehicle(int number) {
    return Map.of("vehicle_name", "Truck " + number, "model_year", 2026);
  }

  private static Map<String, Object> message(int number) {
    return Map.of(
        "sender_id",
        DISPATCHER.toString(),
        "recipient_id",
        DRIVER.toString(),
        "message_text",
        "Use gate " + number);
  }
}
