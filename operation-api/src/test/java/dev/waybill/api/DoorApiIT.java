package dev.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiUnderTest.Answer;
import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the door refuses before anything is written, over HTTP on a real broker. */
class DoorApiIT extends ApiCase {
  private static final String VEHICLES = "/v2/telematics/vehicles";

  /** The default of api.connection_backlog. */
  private static final long FULL = 1_000_000;

  @Test
  void everyAnswerToAGoodTokenTellsTheQuota() {
    Answer read = api.get(demo, "/v2/integrations/connections");
    assertThat(read.header("RateLimit-Limit")).isEqualTo("20000");
    assertThat(read.header("RateLimit-Remaining")).isNotEmpty();
    assertThat(read.header("RateLimit-Reset")).isNotEmpty();
    assertThat(api.get(demo, CONNECTIONS + UUID.randomUUID()).header("RateLimit-Limit"))
        .isEqualTo("20000");
    assertThat(api.get("nonsense", "/v2/integrations/connections").header("RateLimit-Limit"))
        .isEmpty();
  }

  @Test
  void aFullBacklogTakesNothingMoreUntilItIsLess() {
    UUID connection = api.connection(demo, "");
    UUID free = api.connection(demo, "");
    tell(connection, FULL);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertProblem(create(connection), 429, "backlog_full"));
    Answer refused = create(connection);
    assertThat(refused.header("Retry-After")).isEqualTo("300");
    Answer batch =
        api.call(
            "POST",
            demo,
            "/v2/telematics/batch",
            "{\"operations\":[%s,%s]}".formatted(entry(connection), entry(free)));
    JsonNode results = batch.json().get("results");
    assertThat(results.get(0).at("/problem/code").asString()).isEqualTo("backlog_full");
    assertThat(results.get(1).get("status").asInt()).isEqualTo(202);

    tell(connection, FULL - 1);
    Awaitility.await().atMost(PATIENCE).until(() -> create(connection).status() == 202);
    assertProblem(create(connection), 429, "backlog_full");
  }

  private static String entry(UUID connection) {
    return "{\"resource\":\"vehicle\",\"operation_type\":\"create\",\"payload\":%s}"
        .formatted(vehicle(connection, "Truck"));
  }

  private static Answer create(UUID connection) {
    return api.call("POST", demo, VEHICLES, vehicle(connection, "Truck"));
  }

  private static void tell(UUID connection, long depth) {
    LaneStatus status =
        new LaneStatus(
            connection, depth, 0, null, null, null, null, BreakerStatus.CLOSED, Instant.now());
    api.produce(
        api.plan.topics().laneStatus(),
        api.partition(connection),
        connection.toString(),
        Json.write(status));
  }
}
