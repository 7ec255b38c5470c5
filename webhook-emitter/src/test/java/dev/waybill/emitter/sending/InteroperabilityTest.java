package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Verifiers;
import dev.waybill.emitter.Verifiers.Captured;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.WebhookTargets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests as they went over the wire, verified by libraries that others wrote. */
class InteroperabilityTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLDER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final List<String> BODIES =
      List.of(
          "{}",
          "{\"type\":\"resource_operation.succeeded\",\"data\":{\"id\":1}}",
          "{\"name\":\"Žluťoučký kůň 🚚 \\u0000\"}",
          "{\"big\":\"" + "x".repeat(1024 * 1024) + "\"}");

  private static final List<Captured> CAPTURED = new ArrayList<>();
  private static KeyPair pair;

  @BeforeAll
  static void capture() throws Exception {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    String privateKey = "whsk_" + Base64.getEncoder().encodeToString(seed);
    WebhookTargets loopback =
        new WebhookTargets(AddressGuard.opening(List.of("127.0.0.0/8")), AllowedPorts.all());
    try (RawReceiver receiver = RawReceiver.answering(OK);
        WebhookSender sender =
            new WebhookSender(
                new SenderSettings(
                    loopback,
                    SystemDefaultDnsResolver.INSTANCE,
                    InstantSource.system(),
                    "Waybill/test",
                    5,
                    Duration.ofSeconds(3)))) {
      for (String body : BODIES) {
        WebhookCall call =
            new WebhookCall(
                receiver.url("/"),
                "0198c0de-0000-7000-8000-000000000001",
                "resource_operation.succeeded",
                1,
                body.getBytes(UTF_8),
                Map.of(),
                List.of(
                    SigningKey.parse(SECRET),
                    SigningKey.parse(privateKey),
                    SigningKey.parse(OLDER)),
                Duration.ofSeconds(20));
        assertThat(sender.send(call)).isInstanceOf(WebhookReply.Answered.class);
      }
      receiver.requests.forEach(request -> CAPTURED.add(captured(request)));
    }
  }

  @AfterAll
  static void forget() {
    CAPTURED.clear();
  }

  private static Captured captured(String request) {
    String[] parts = request.split("\r\n\r\n", 2);
    Map<String, String> headers = new TreeMap<>();
    Arrays.stream(parts[0].split("\r\n"))
        .skip(1)
        .map(line -> line.split(": ", 2))
        .forEach(pair -> headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
    return new Captured(headers, new String(parts[1].getBytes(ISO_8859_1), UTF_8));
  }

  @Test
  void everyRequestIsVerifiedByStandardWebhooksForJava() throws Exception {
    assertThat(CAPTURED).hasSameSizeAs(BODIES);
    Verifiers.standardWebhooksForJava(CAPTURED, List.of(SECRET, OLDER));
  }

  @Test
  void everyRequestIsVerifiedBySvixForJava() throws Exception {
    Verifiers.svixForJava(CAPTURED, List.of(SECRET, OLDER));
  }

  @Test
  void everyRequestIsVerifiedByTheNpmPackages() throws Exception {
    Verifiers.npmPackages(CAPTURED, List.of(SECRET, OLDER));
  }

  /** No library verifies v1a yet; the JDK's own crypto does. */
  @Test
  void everyRequestIsVerifiedWithThePublicKey() throws Exception {
    for (Captured request : CAPTURED) {
      String entry =
          Arrays.stream(request.headers().get("webhook-signature").split(" "))
              .filter(one -> one.startsWith("v1a,"))
              .findFirst()
              .orElseThrow();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(pair.getPublic());
      String signed =
          "%s.%s.%s"
              .formatted(
                  request.headers().get("webhook-id"),
                  request.headers().get("webhook-timestamp"),
                  request.body());
      signature.update(signed.getBytes(UTF_8));
      assertThat(signature.verify(Base64.getDecoder().decode(entry.substring(4)))).isTrue();
    }
  }
}
