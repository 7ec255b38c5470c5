package dev.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.runtime.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerRoleTest {
  @Test
  void aWorkerDoesBothUnlessItIsToldOtherwise() {
    assertThat(Settings.load(Map.of(), null, WorkerSettings.all()).get(WorkerSettings.ROLES))
        .containsExactlyInAnyOrder(WorkerRole.values());
    assertThat(WorkerRole.parse(" executor ")).containsExactly(WorkerRole.EXECUTOR);
    assertThat(WorkerRole.parse("scheduler, executor")).hasSize(2);
  }

  @Test
  void anUnknownRoleIsRefusedWithWhatWouldBeRight() {
    assertThatThrownBy(() -> WorkerRole.parse("scheduler,cook"))
        .hasMessage("must be scheduler, executor, or both by a comma");
    assertThatThrownBy(() -> WorkerRole.parse("")).isInstanceOf(IllegalArgumentException.class);
  }
}
