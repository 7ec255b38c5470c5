package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hostile records on {@code operation.requested}, in every partition, and good ones in between:
 * each good one is carried out. {@code -Dwaybill.fuzz.records=20000} for more of them, {@code
 * -Dwaybill.fuzz.seed} for the same.
 */
final class RecordFuzzIT {
  private static final int RECORDS = Integer.getInteger("waybill.fuzz.records", 1_000);
  private static final long SEED =
      Long.getLong("waybill.fuzz.seed", new SplittableRandom().nextLong(1_000_000_000));
  private static final int CONNECTIONS = 24;
  private static final int PARTITIONS = 12;
  private static final Duration WAIT = Duration.ofSeconds(25);

  /** Of hostile records, some turn out to be good: they must not stand in the way. */
  private static final Map<String, ?> WIDE =
      Map.of("limits", Map.of("requests_per_second", 1000, "burst", 1000, "max_in_flight", 100));

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Hostile hostile = new Hostile(random);

  @Test
  void noRecordStopsAPartition() {
    System.out.printf("RecordFuzzIT: %d records, -Dwaybill.fuzz.seed=%d%n", RECORDS, SEED);
    List<UUID> connections =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> UUID.randomUUID()).toList();
    connections.forEach(id -> partner.connect(id, "record-fuzz-" + id, WIDE));
    Map<UUID, UUID> good = new LinkedHashMap<>();
    int every = Math.max(1, RECORDS / (2 * CONNECTIONS));
    try (PlainProducer producer = new PlainProducer(waybill.process().bootstrapServers())) {
      for (int n = 0; n < RECORDS; n++) {
        UUID connection = connections.get(n % CONNECTIONS);
        producer.sendSoon(partition(), key(connection), value(producer, connection));
        if (n % every == 0) {
          UUID target = connections.get(n / every % CONNECTIONS);
          good.put(producer.sendSoon(producer.vehicle(partner.id(), target, "Truck " + n)), target);
        }
      }
      // What comes behind everything, in each connection's partition.
      connections.forEach(connection ->
          good.put(
              producer.sendSoon(producer.vehicle(partner.id(), connection, "Last")), connection));
      producer.flush();
    }
    good.forEach((id, connection) ->
        assertThat(partner.ended(connection, id, WAIT).get("status").asString())
            .as("seed %d, %s", SEED, id)
            .isEqualTo("success"));
    assertThat(partner.send("GET", "/health/ready", null).statusCode()).isEqualTo(200);
  }

  private @Nullable Integer partition() {
    return hostile.chance(0.5) ? null : Integer.valueOf(random.nextInt(PARTITIONS));
  }

  private byte @Nullable [] key(UUID connection) {
    if (hostile.chance(0.7)) {
      return connection.toString().getBytes(UTF_8);
    }
    return hostile.chance(0.2) ? null : hostile.text().getBytes(UTF_8);
  }

  private byte @Nullable [] value(PlainProducer producer, UUID connection) {
    if (hostile.chance(0.03)) {
      return null;
    }
    if (hostile.chance(0.05)) {
      return hostile.text().getBytes(UTF_8);
    }
    ObjectNode record =
        Json.mapper().valueToTree(producer.vehicle(partner.id(), connection, "Hostile"));
    if (hostile.chance(0.3) && record.get("payload") instanceof ObjectNode payload) {
      hostile.changed(payload);
    }
    if (hostile.chance(0.1)) {
      record.put("operation_type", "update").put("resource_id", hostile.id().toString());
    }
    return hostile.bytes(hostile.changed(record));
  }
}
