package dev.waybill.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.worker.simulator.SimulatorAdapterProvider;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AdapterRegistrationTest {
  @Test
  void tellsAllThatAnAdapterSaysOfItself() {
    AdapterDescription description = new SimulatorAdapterProvider().describe();
    Adapter told = AdapterRegistration.told(description, Instant.EPOCH);
    assertThat(told.sourceName()).isEqualTo("simulator");
    assertThat(told.settingsSchema()).isEqualTo(description.settingsSchema());
    assertThat(told.capabilities()).hasSameSizeAs(description.capabilities());
    assertThat(told.capability(Resource.MESSAGE, OperationType.UPDATE)).isEmpty();
    assertThat(told.capability(Resource.MESSAGE, OperationType.CREATE).orElseThrow().fields())
        .contains(new Adapter.Field("recipient_id", true, null));
    assertThat(told.credentials().getFirst().name()).isEqualTo("api_key");
  }
}
