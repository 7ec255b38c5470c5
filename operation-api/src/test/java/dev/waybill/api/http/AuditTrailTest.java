package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.auth.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
  @Test
  void tellsWhoDidWhatToWhatAndUnderWhichRequest() {
    Map<String, String> more = new LinkedHashMap<>();
    more.put("connection_id", "c 1");
    more.put("operation_id", "o");
    Caller caller = new Caller(new UUID(0, 1), "ci", Set.of());
    assertThat(AuditTrail.line(caller, "POST", "/v2/telematics/vehicles", 202, "r", more))
        .isEqualTo(
            "write: partner_id=00000000-0000-0000-0000-000000000001 subject=ci method=POST"
                + " path=/v2/telematics/vehicles status=202 request_id=r connection_id=c?1"
                + " operation_id=o");
  }

  @Test
  void nobodyWritesALineOrAValueOfHisOwn() {
    assertThat(AuditTrail.harmless("ci-runner@clients")).isEqualTo("ci-runner@clients");
    assertThat(AuditTrail.harmless("a\nwrite: partner_id=b\u202e"))
        .isEqualTo("a?write:?partner_id?b?");
    assertThat(AuditTrail.harmless("x".repeat(1_000))).hasSize(300);
    assertThat(AuditTrail.harmless("")).isEqualTo("-");
  }
}
