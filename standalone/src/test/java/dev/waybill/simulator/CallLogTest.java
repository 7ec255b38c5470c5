package dev.waybill.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallLogTest {
  @Test
  void forgetsTheOldestCallsOfWhicheverFleet() {
    CallLog log = new CallLog(() -> Instant.EPOCH, 3);
    for (int i = 0; i < 5; i++) {
      log.received(i % 2 == 0 ? "even" : "odd", request("k" + i));
    }
    assertThat(log.since("even", -1)).extracting(Call::idempotencyKey).containsExactly("k2", "k4");
    assertThat(log.since("odd", -1)).extracting(Call::idempotencyKey).containsExactly("k3");
  }

  private static SimulatorRequest request(String key) {
    return new SimulatorRequest("POST", "/", List.of(), new byte[1], false, key, null);
  }
}
