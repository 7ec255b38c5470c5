package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.testing.guarantees.CallWindow;
import dev.waybill.testing.guarantees.RecordedCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Limits that change, and limits that the TSP tells of, by what the TSP sees. */
final class LimitsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** G4's δ, as on the page of guarantees, on a busy machine. */
  private static final Duration SLACK = Duration.ofMillis(600);

  /** A change of limits is obeyed after this. */
  private static final Duration OBEYED = Duration.ofSeconds(1);

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "limits-" + connection;

  @Test
  void whatWaitsObeysChangedLimitsWithinASecondFasterAndSlower() {
    partner.connect(connection, fleet, limits(0.1, 1, 4));
    List<UUID> waiting = create(60);
    Awaitility.await("a first call").atMost(LIMIT).until(() -> calls().size() == 1);

    long fasterMs = System.currentTimeMillis();
    partner.connect(connection, fleet, limits(20, 1, 4));
    Awaitility.await("calls at the faster pace").atMost(LIMIT).until(() -> calls().size() >= 15);
    assertThat(calls().get(1).atMs() - fasterMs)
        .as("until the first at the faster pace; the slower one has another nine seconds to go")
        .isLessThan(OBEYED.toMillis());

    partner.connect(connection, fleet, limits(2, 1, 4));
    long slowerMs = System.currentTimeMillis();
    Awaitility.await("calls at the slower pace")
        .atMost(LIMIT)
        .until(() -> since(slowerMs + OBEYED.toMillis()).size() >= 3);
    List<RecordedCall> slow = since(slowerMs + OBEYED.toMillis());
    assertThat(new CallWindow(2, 1, SLACK).violation(slow)).isEmpty();
    assertThat(new CallWindow(20, 1, SLACK).violation(calls())).isEmpty();
    assertThat(calls()).hasSizeLessThan(waiting.size());
    partner.connect(connection, fleet, limits(1_000, 100, 16));
  }

  @Test
  void aTspThatTellsWhatIsLeftIsNeverAskedForMore() {
    waybill
        .simulator()
        .configure(fleet, Map.of("requests_per_second", 2, "burst", 2, "rate_limit_fields", true));
    partner.connect(connection, fleet, limits(100, 10, 1));
    for (UUID id : create(5)) {
      assertThat(partner.ended(connection, id, LIMIT).get("status").asString())
          .isEqualTo("success");
    }

    assertThat(calls()).extracting(RecordedCall::status).hasSize(5).containsOnly(201);
    assertThat(calls().get(2).atMs() - calls().get(1).atMs())
        .as("the second answer said that nothing is left for a second")
        .isGreaterThanOrEqualTo(1_000);
  }

  private List<UUID> create(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> partner.createVehicle(connection, "Truck " + i))
        .toList();
  }

  private List<RecordedCall> calls() {
    return waybill.simulator().calls(fleet);
  }

  private List<RecordedCall> since(long atMs) {
    return calls().stream().filter(call -> call.atMs() >= atMs).toList();
  }

  private static Map<String, ?> limits(double rate, int burst, int inFlight) {
    return Map.of(
        "limits", Map.of("requests_per_second", rate, "burst", burst, "max_in_flight", inFlight));
  }
}
