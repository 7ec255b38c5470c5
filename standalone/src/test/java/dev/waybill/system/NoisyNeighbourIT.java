package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.Partitions;
import dev.waybill.testing.guarantees.CallWindow;
import dev.waybill.testing.guarantees.NothingLost;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.OneEnding;
import dev.waybill.testing.guarantees.RecordedCall;
import dev.waybill.testing.guarantees.Watch;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nobody is a hostage (G5): a backlog on one connection, another in the same partition. */
final class NoisyNeighbourIT {
  private static final int BACKLOG = 5_000;
  private static final int QUICK = 200;
  private static final int CALLS_MEANWHILE = 20;

  /** δ of G4 with a busy machine's way to the TSP: 5,000 records are being taken in. */
  private static final Duration SLACK = Duration.ofMillis(1_250);

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");

  @Test
  void anotherConnectionOfTheSamePartitionIsNotHeldUpByABacklog() throws Exception {
    UUID slow = UUID.randomUUID();
    UUID quick = neighbourOf(slow);
    String slowFleet = "backlog-" + slow;
    partner.connect(slow, slowFleet, limits(1, 1, 4));
    partner.connect(quick, "quick-" + quick, limits(200, 50, 16));
    try (PlainProducer producer = new PlainProducer(waybill.process().bootstrapServers());
        Evidence evidence = new Evidence(waybill.process().bootstrapServers())) {
      Set<UUID> backlog = produce(producer, slow, BACKLOG);
      evidence.eventsOf(backlog, events -> created(events) == BACKLOG, Duration.ofSeconds(60));
      Awaitility.await("a first call").until(() -> !calls(slowFleet).isEmpty());
      int callsBefore = calls(slowFleet).size();

      Set<UUID> asked = produce(producer, quick, QUICK);
      List<OperationEvent> events =
          evidence.eventsOf(
              asked,
              seen -> Evidence.ended(seen) >= asked.size(),
              Duration.ofSeconds(CALLS_MEANWHILE));
      List<RecordedCall> slowCalls = calls(slowFleet);
      assertThat(slowCalls.size() - callsBefore)
          .as("calls of the slow one while %d operations of the other ended", QUICK)
          .isLessThan(CALLS_MEANWHILE);
      Watch watch = new Watch(List.of(new NothingLost(), new OneEnding()));
      asked.forEach(id -> watch.observe(new Observation.Accepted(id)));
      events.forEach(event -> watch.observe(new Observation.Happened(event)));
      assertThat(watch.violations()).isEmpty();

      Awaitility.await("the slow one goes on, too")
          .atMost(Duration.ofSeconds(10))
          .until(() -> calls(slowFleet).size() > slowCalls.size());
      assertThat(new CallWindow(1, 1, SLACK).violation(calls(slowFleet))).isEmpty();
    } finally {
      partner.connect(slow, slowFleet, limits(100_000, 1_000, 64));
    }
  }

  private List<RecordedCall> calls(String fleet) {
    return waybill.simulator().calls(fleet);
  }

  private Set<UUID> produce(PlainProducer producer, UUID connection, int count) {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(producer.sendSoon(producer.vehicle(partner.id(), connection, "Truck " + i)));
    }
    producer.flush();
    return ids;
  }

  private UUID neighbourOf(UUID connection) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", waybill.process().bootstrapServers()))) {
      int partitions =
          admin
              .describeTopics(List.of(PlainProducer.TOPIC))
              .topicNameValues()
              .get(PlainProducer.TOPIC)
              .get()
              .partitions()
              .size();
      return Stream.generate(UUID::randomUUID)
          .filter(id -> Partitions.of(id, partitions) == Partitions.of(connection, partitions))
          .findFirst()
          .orElseThrow();
    }
  }

  private static long created(List<OperationEvent> events) {
    return events.stream().filter(event -> event.type().equals(EventTypes.CREATED)).count();
  }

  private static Map<String, ?> limits(int rate, int burst, int inFlight) {
    return Map.of(
        "limits", Map.of("requests_per_second", rate, "burst", burst, "max_in_flight", inFlight));
  }
}
