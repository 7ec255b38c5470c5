package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw|msg_p5jXN8AQM9LWM0D4loKWxJek|1614265330|"
            + "{\"test\": 2432232314}|v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "whsec_plJ3nmyCDGBKInavdOK15jsl|msg_loFOjxBNrRLzqYUf|1731705121|"
            + "{\"event_type\":\"ping\",\"data\":{\"success\":true}}|"
            + "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==|msg_p5jXN8AQM9LWM0D4loKWxJek|1614265330|{\"test\":"
            + " 2432232314}|"
            + "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
      })
  void signsThePublishedVectors(
      String secret, String id, long timestamp, String body, String expected) {
    assertThat(SigningKey.parse(secret).sign(id, timestamp, body.getBytes(UTF_8)))
        .isEqualTo(expected);
  }

  @Test
  void isVerifiedByALibraryThatWeDidNotWrite() throws Exception {
    String body = "{\"name\":\"Žluťoučký 🚚\"}";
    long now = Instant.now().getEpochSecond();
    String signature = SigningKey.parse(SECRET).sign(ID, now, body.getBytes(UTF_8));
    new Webhook(SECRET).verify(body, headers(now, signature));
  }

  @Test
  void isVerifiedAmongOtherSignatures() throws Exception {
    long now = Instant.now().getEpochSecond();
    String right = SigningKey.parse(SECRET).sign(ID, now, "{}".getBytes(UTF_8));
    String wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    new Webhook(SECRET).verify("{}", headers(now, wrong + " v2,abc " + right));
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301})
  void isRefusedWhenTheTimestampIsFarOff(long offset) {
    long then = Instant.now().getEpochSecond() + offset;
    String signature = SigningKey.parse(SECRET).sign(ID, then, "{}".getBytes(UTF_8));
    assertThatThrownBy(() -> new Webhook(SECRET).verify("{}", headers(then, signature)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void isRefusedForAnotherBodyIdOrKey() throws Exception {
    long now = Instant.now().getEpochSecond();
    String signature = SigningKey.parse(SECRET).sign(ID, now, "{}".getBytes(UTF_8));
    String otherId = SigningKey.parse(SECRET).sign("other", now, "{}".getBytes(UTF_8));
    assertThatThrownBy(() -> new Webhook(SECRET).verify("{ }", headers(now, signature)))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> new Webhook(SECRET).verify("{}", headers(now, otherId)))
        .isInstanceOf(WebhookVerificationException.class);
    Webhook otherKey = new Webhook("whsec_plJ3nmyCDGBKInavdOK15jslAAAA");
    assertThatThrownBy(() -> otherKey.verify("{}", headers(now, signature)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "whsec_not base64",
        "MfKQ9r8GKYqrTwjU",
        "whsec_a-_b",
        "whsk_",
        "whsk_AAAA",
        "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
      })
  void refusesWhatIsNoSecretWithoutRepeatingIt(String secret) {
    assertThatThrownBy(() -> SigningKey.parse(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("a (signing secret|private key of v1a) .*")
        .message()
        .doesNotContain("not base64");
  }

  @Test
  void showsNothingOfItself() {
    assertThat(SigningKey.parse(SECRET)).hasToString("HmacKey[*****]");
    assertThat(SigningKey.parse("whsk_" + "A".repeat(43) + "=")).hasToString("Ed25519Key[*****]");
  }

  private static HttpHeaders headers(long timestamp, String signature) {
    return HttpHeaders.of(
        Map.of(
            "webhook-id", List.of(ID),
            "webhook-timestamp", List.of("" + timestamp),
            "webhook-signature", List.of(signature)),
        (name, value) -> true);
  }
}
