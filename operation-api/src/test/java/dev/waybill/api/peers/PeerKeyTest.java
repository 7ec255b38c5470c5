package dev.waybill.api.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeerKeyTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final byte[] BODY = "{\"partner_id\":\"1\"}".getBytes(UTF_8);

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final PeerKey key = key(SECRET);

  @Test
  void knowsWhatItHasSignedForHalfAMinute() {
    String signature = key.sign("view-find", BODY);
    assertThat(key(SECRET).hasSigned(signature, "view-find", BODY)).isTrue();
    now = now.plusSeconds(30);
    assertThat(key.hasSigned(signature, "view-find", BODY)).isTrue();
    now = now.plusMillis(1);
    assertThat(key.hasSigned(signature, "view-find", BODY)).isFalse();
  }

  @Test
  void refusesAnotherBodyQuestionTimeOrSecret() {
    String signature = key.sign("view-find", BODY);
    byte[] other = "{\"partner_id\":\"2\"}".getBytes(UTF_8);
    assertThat(key.hasSigned(signature, "view-find", other)).isFalse();
    assertThat(key.hasSigned(signature, "view-list", BODY)).isFalse();
    assertThat(key.hasSigned(signature.replace("t=1", "t=2"), "view-find", BODY)).isFalse();
    assertThat(key("another secret, just as long as it").hasSigned(signature, "view-find", BODY))
        .isFalse();
  }

  @Test
  void refusesWhatIsNoSignature() {
    for (String text : new String[] {null, "", "Bearer x", "t=1,v1=", "t=,v1=" + "0".repeat(64)}) {
      assertThat(key.hasSigned(text, "view-find", BODY)).isFalse();
    }
  }

  @Test
  void takesNoShortSecretAndShowsNone() {
    assertThat(PeerKey.of(SECRET.substring(1), () -> now)).isEmpty();
    assertThat(key.toString()).doesNotContain(SECRET);
  }

  private PeerKey key(String secret) {
    return PeerKey.of(secret, () -> now).orElseThrow();
  }
}
