package dev.waybill.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPortsTest {
  @Test
  void letsThroughWhatIsListedAndNothingElse() {
    AllowedPorts ports = AllowedPorts.parse(List.of("80", "443", "1024-2000"));
    assertThat(List.of(80, 443, 1024, 1500, 2000)).allMatch(ports::allows);
    assertThat(List.of(0, 25, 79, 81, 1023, 2001, 65_535)).noneMatch(ports::allows);
    assertThat(ports).hasToString("80, 443, 1024-2000");
    assertThat(AllowedPorts.all().allows(25)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "x", "-1", "65536", "20-10", "1-", "1-70000", "1-2-3"})
  void saysWhatIsWrongWithAPort(String text) {
    assertThatThrownBy(() -> AllowedPorts.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is neither a port such as 443");
  }
}
