package dev.waybill.api;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The writes of one client of {@link InstancesLoad}, in each of the ways that there are. */
final class InstancesWrites {
  private static final int REPEATS = 20;

  private final InstancesLoad load;
  private final InstancesClient client;
  private final Random random;

  InstancesWrites(InstancesLoad load, InstancesClient client, Random random) {
    this.load = load;
    this.client = client;
    this.random = random;
  }

  void submit() {
    UUID connection = load.connections.get(random.nextInt(load.connections.size()));
    String key = UUID.randomUUID().toString();
    String body = ApiCase.vehicle(connection, "Truck");
    Answer answer =
        client.call(
            () -> client.any(),
            api ->
                api.call(
                    "POST", load.token, "/v2/telematics/vehicles", body, "Idempotency-Key", key));
    if (answer.status() != 202) {
      load.wrong.add("not accepted: " + answer.status() + " " + answer.body());
      return;
    }
    Operation operation = Json.mapper().readValue(answer.body(), Operation.class);
    noteAccepted(operation.id(), connection);
    // At once, wherever: what was accepted is there.
    client.read(operation.id(), "/v2/integrations/connections/%s/resource-operations/%s");
    end(operation);
  }

  /** Sent once: without an answer nobody can tell whether it was accepted. */
  void submitWithoutKey() {
    UUID connection = load.connections.get(random.nextInt(load.connections.size()));
    Answer answer;
    try {
      String body = ApiCase.vehicle(connection, "Truck");
      answer = client.any().call("POST", load.token, "/v2/telematics/vehicles", body);
    } catch (UncheckedIOException e) {
      load.unanswered.incrementAndGet();
      return;
    }
    if (answer.status() == 503) {
      load.unanswered.incrementAndGet();
    } else if (answer.status() == 202) {
      UUID id = UUID.fromString(answer.json().get("id").asString());
      noteAccepted(id, connection);
      client.read(id, "/v2/resource-operations/%2$s");
    } else {
      load.wrong.add("not accepted: " + answer.status() + " " + answer.body());
    }
  }

  private void noteAccepted(UUID id, UUID connection) {
    load.connectionOf.put(id, connection);
    if (!load.accepted.add(id)) {
      load.wrong.add("accepted twice: " + id);
    }
    load.order.add(id);
  }

  /** Sent once, too; entries for connections of each partition, all of which are known. */
  void submitBatch() {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (UUID connection : load.connections) {
      entries.add(
          Map.of(
              "resource",
              "vehicle",
              "operation_type",
              "create",
              "payload",
              Map.of("connection_id", connection, "vehicle_name", "Truck")));
    }
    String body = Json.mapper().writeValueAsString(Map.of("operations", entries));
    Answer answer;
    try {
      answer = client.any().call("POST", load.token, "/v2/telematics/batch", body);
    } catch (UncheckedIOException e) {
      load.unanswered.addAndGet(entries.size());
      return;
    }
    if (answer.status() != 200) {
      noteRefused(answer.status(), entries.size(), answer);
      return;
    }
    JsonNode results = answer.json().get("results");
    for (int i = 0; i < entries.size(); i++) {
      if (results.get(i).get("status").asInt() == 202) {
        UUID id = UUID.fromString(results.get(i).at("/operation/id").asString());
        noteAccepted(id, load.connections.get(i));
        client.read(id, "/v2/resource-operations/%2$s");
      } else {
        noteRefused(results.get(i).get("status").asInt(), 1, answer);
      }
    }
  }

  private void noteRefused(int status, int operations, Answer answer) {
    if (status == 503) {
      load.unanswered.addAndGet(operations);
    } else {
      load.wrong.add("not accepted: " + status + " " + answer.body());
    }
  }

  /** Nobody ends it in time; the same again, wherever, is answered by its end. */
  void submitAndWait() {
    UUID connection = load.connections.get(random.nextInt(load.connections.size()));
    String key = UUID.randomUUID().toString();
    String body = ApiCase.vehicle(connection, "Truck");
    String path = "/v2/telematics/vehicles?is_sync=true&wait_s=";
    Answer late =
        client.call(
            () -> client.any(),
            api -> api.call("POST", load.token, path + 1, body, "Idempotency-Key", key));
    if (late.status() != 504) {
      load.wrong.add("an end that nobody made: " + late.status() + " " + late.body());
      return;
    }
    Operation operation = Json.mapper().treeToValue(late.json().get("operation"), Operation.class);
    noteAccepted(operation.id(), connection);
    end(operation);
    Answer ended = late;
    // Whoever loses sight of it while it waits says that it has not ended in time.
    for (int i = 0; i < REPEATS && ended.status() == 504; i++) {
      ended =
          client.call(
              () -> client.any(),
              api -> api.call("POST", load.token, path + 2, body, "Idempotency-Key", key));
    }
    client.judge(operation.id(), ended);
    if (!ended.body().contains("\"status\":\"success\"")) {
      load.wrong.add("no end after the same again: " + ended.body());
    }
  }

  /**
   * By short waits: how long an answer takes is to tell of the instances, not of what was asked.
   */
  private void awaitEnd(UUID id) {
    String path = "/v2/resource-operations/" + id + "?wait_s=2";
    for (int i = 0; i < REPEATS; i++) {
      Answer answer = client.call(() -> client.any(), api -> api.get(load.token, path));
      client.judge(id, answer);
      if (answer.body().contains("\"status\":\"success\"")) {
        return;
      }
    }
    load.wrong.add("no end after a wait: " + id);
  }

  private void end(Operation operation) {
    JsonNode json = Json.mapper().valueToTree(operation);
    ((ObjectNode) json).put("status", "success");
    Operation ended = Json.mapper().treeToValue(json, Operation.class);
    byte[] event =
        Json.write(
            new OperationEvent(
                UUID.randomUUID(),
                "resource_operation.succeeded",
                OperationEvent.VERSION,
                ended.updatedAt(),
                ended));
    UUID connection = operation.connectionId();
    load.scheduler.send(
        new ProducerRecord<>(
            load.first.plan.topics().operationEvents(),
            load.first.partition(connection),
            null,
            event));
    if (random.nextInt(4) == 0) {
      awaitEnd(operation.id());
    }
  }
}
