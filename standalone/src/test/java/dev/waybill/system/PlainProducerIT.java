package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.testing.guarantees.CallWindow;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.OrderPerResource;
import dev.waybill.testing.guarantees.RecordedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plain Kafka client is as good a way in as the API, even one that misplaces its records. */
final class PlainProducerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "produced-" + connection;
  private final PlainProducer producer = new PlainProducer(waybill.process().bootstrapServers());
  private final Receiver receiver = new Receiver();

  @BeforeEach
  void subscribe() {
    receiver.expect(partner.subscribe(receiver.url(), connection));
  }

  @AfterEach
  void close() {
    receiver.close();
    producer.close();
  }

  @Test
  void aRecordIsAnOperationLikeAnyOther() {
    partner.connect(connection, fleet, Map.of());
    UUID id = producer.send(producer.vehicle(partner.id(), connection, "Truck 1"));
    assertCarriedOut(List.of(id));
  }

  @Test
  void aRecordWithAWrongPartitionOrAWrongKeyIsMovedToItsPlace() {
    partner.connect(connection, fleet, Map.of());
    Map<String, Object> right = producer.vehicle(partner.id(), connection, "Truck 1");
    producer.send(right);
    int home =
        producer.await(null, connection.toString().getBytes(UTF_8), Json.write(right)).partition();
    List<UUID> ids = new ArrayList<>(List.of(PlainProducer.id(right)));
    List<byte[]> keys =
        List.of(
            connection.toString().getBytes(UTF_8),
            UUID.randomUUID().toString().getBytes(UTF_8),
            connection.toString().toUpperCase(Locale.ROOT).getBytes(UTF_8),
            new byte[] {0, -1, 7});
    for (byte[] key : keys) {
      Map<String, Object> request =
          producer.vehicle(partner.id(), connection, "Truck " + ids.size());
      producer.await(home == 0 ? 1 : 0, key, Json.write(request));
      ids.add(PlainProducer.id(request));
    }
    Map<String, Object> keyless = producer.vehicle(partner.id(), connection, "Truck without a key");
    producer.await(home == 0 ? 1 : 0, null, Json.write(keyless));
    ids.add(PlainProducer.id(keyless));
    // The first was sent twice, and is one operation all the same.
    assertCarriedOut(ids);
  }

  @Test
  void orderAndLimitAreKeptTogetherWithTheApis() {
    partner.connect(
        connection,
        fleet,
        Map.of(
            "limits",
            Map.of("requests_per_second", 5, "burst", 2, "max_in_flight", 4),
            "retry",
            Map.of("initial_delay_ms", 200, "max_delay_ms", 500)));
    UUID create = partner.createVehicle(connection, "Truck 0");
    UUID vehicle =
        UUID.fromString(partner.ended(connection, create, LIMIT).get("resource_id").asString());
    waybill
        .simulator()
        .configure(fleet, Map.of("fail_next", Map.of("count", 3, "mode", "status", "status", 503)));
    List<UUID> order = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      order.add(partner.renameVehicle(connection, vehicle, "Truck " + (2 * i - 1)));
      order.add(
          producer.send(producer.rename(partner.id(), connection, vehicle, "Truck " + 2 * i)));
    }
    partner.ended(connection, order.getLast(), LIMIT);
    List<RecordedCall> calls = calls();
    OrderPerResource inOrder = new OrderPerResource(TopicPlan.DEFAULT_PARTITIONS);
    try (Evidence evidence = new Evidence(waybill.process().bootstrapServers())) {
      evidence.show(inOrder::observe);
    }
    calls.forEach(call -> inOrder.observe(new Observation.Called(fleet, call)));
    assertThat(inOrder.violations()).isEmpty();
    assertThat(order)
        .allSatisfy(id -> assertThat(calls).anyMatch(call -> call.isFor(id) && call.actedOn()));
    assertThat(new CallWindow(5, 2, Duration.ofMillis(250)).violation(calls)).isEmpty();
    assertThat(calls).filteredOn(call -> Integer.valueOf(503).equals(call.status())).hasSize(3);
    assertThat(waybill.simulator().resources(fleet))
        .singleElement()
        .asString()
        .contains("Truck 20");
  }

  private void assertCarriedOut(List<UUID> ids) {
    for (UUID id : ids) {
      assertThat(partner.ended(connection, id, LIMIT).get("status").asString())
          .isEqualTo("success");
      assertThat(calls()).filteredOn(call -> call.isFor(id)).as("calls for %s", id).hasSize(1);
    }
    assertThat(partner.listed(connection)).containsExactlyInAnyOrderElementsOf(ids);
    for (UUID id : ids) {
      Awaitility.await("webhooks of " + id)
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(receiver.typesOf(id))
                  .containsExactly(EventTypes.CREATED, EventTypes.SUCCEEDED));
    }
    assertThat(receiver.refused()).isEmpty();
  }

  private List<RecordedCall> calls() {
    return waybill.simulator().calls(fleet);
  }
}
