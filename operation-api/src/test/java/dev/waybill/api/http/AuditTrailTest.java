package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditTrailTest {
  @Test
  void nobodyWritesALineOrAValueOfHisOwn() {
    assertThat(AuditTrail.harmless("ci-runner@clients")).isEqualTo("ci-runner@clients");
    assertThat(AuditTrail.harmless("a\nwrite: partner_id=b\u202e"))
        .isEqualTo("a?write:?partner_id?b?");
    assertThat(AuditTrail.harmless("x".repeat(1_000))).hasSize(300);
    assertThat(AuditTrail.harmless("")).isEqualTo("-");
  }
}
