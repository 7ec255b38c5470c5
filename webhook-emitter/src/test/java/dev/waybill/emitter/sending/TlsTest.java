package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.waybill.emitter.sending.WebhookReply.Answered;
import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.WebhookTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries as they go in earnest: by {@code https}, to a name. */
class TlsTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BODY = "{}";
  private static final Duration STEP = Duration.ofSeconds(100);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(500);

  private static TestAuthority authority;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final List<SNIServerName> asked = new CopyOnWriteArrayList<>();
  private final WebhookSender sender =
      new WebhookSender(
          new SenderSettings(
              new WebhookTargets(AddressGuard.opening(List.of("127.0.0.0/8")), AllowedPorts.all()),
              new HereLater(),
              now::get,
              "Waybill/test",
              20,
              Duration.ofSeconds(5)));

  @BeforeAll
  static void found(@TempDir Path folder) throws Exception {
    authority = new TestAuthority(folder);
  }

  @AfterAll
  static void close() {
    authority.close();
  }

  @AfterEach
  void closeSender() {
    sender.close();
  }

  @Test
  void deliversToWhomAnAuthorityVouchesForAndUsesItsConnectionAgain() throws Exception {
    try (RawReceiver receiver = receiver("sound")) {
      int sent = 40;
      for (int i = 0; i < sent; i++) {
        assertThat(send(receiver, LONG))
            .isInstanceOfSatisfying(Answered.class, a -> assertThat(a.status()).isEqualTo(200));
      }
      assertThat(receiver.requests)
          .hasSize(sent)
          .allSatisfy(request ->
              assertThat(request).contains("host: hooks.example:" + receiver.port() + "\r\n"));
      assertThat(receiver.connections).hasValue(1);
      assertThat(asked).containsExactly(new SNIHostName("hooks.example"));
    }
  }

  @Test
  void tellsHowLongEachPhaseTookAndOnlyOfThoseThatThereWere() throws Exception {
    try (RawReceiver receiver = receiver("sound")) {
      assertThat(send(receiver, LONG))
          .isInstanceOfSatisfying(
              Answered.class,
              first -> {
                assertThat(first.timings().lookupMs()).isBetween(20L, 5_000L);
                assertThat(first.timings().connectMs()).isBetween(0L, 5_000L);
                assertThat(first.timings().tlsMs()).isBetween(20L, 5_000L);
                assertThat(first.timings().firstByteMs()).isBetween(0L, 5_000L);
              });
      assertThat(send(receiver, LONG))
          .isInstanceOfSatisfying(
              Answered.class,
              second -> {
                assertThat(second.timings().lookupMs()).isNull();
                assertThat(second.timings().connectMs()).isNull();
                assertThat(second.timings().tlsMs()).isNull();
                assertThat(second.timings().firstByteMs()).isNotNull();
              });
    }
  }

  /** Else what waited for a name server, a connection or a handshake would come as too old. */
  @Test
  void signsOnlyOnceTheConnectionIsThere() throws Exception {
    Instant begun = now.get();
    try (RawReceiver receiver = receiver("sound")) {
      assertThat(send(receiver, LONG)).isInstanceOf(Answered.class);
      String[] parts = receiver.requests.getFirst().split("\r\n\r\n", 2);
      String[] head = parts[0].split("webhook-timestamp: ", 2);
      long signed = Long.parseLong(head[1].substring(0, head[1].indexOf("\r\n")));
      // One step while the name was looked up, one while the handshake was made.
      assertThat(Instant.ofEpochSecond(signed + 1)).isAfter(begun.plus(STEP).plus(STEP));
      String signature = new Webhook(SECRET).sign("id", signed, BODY);
      assertThat(parts[0]).contains("webhook-signature: " + signature + "\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"of_another", "expired", "unsigned"})
  void tellsNothingToWhomNobodyVouchesFor(String certificate) throws Exception {
    try (RawReceiver receiver = receiver(certificate)) {
      assertThat(send(receiver, LONG))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.cause()).isEqualTo(Cause.TLS));
      assertThat(receiver.connections).hasPositiveValue();
      assertThat(receiver.requests).isEmpty();
    }
  }

  @Test
  void cutsOffAReceiverThatNeverShakesHands() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(sender.send(call(mute.getLocalPort(), SHORT)))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.cause()).isEqualTo(Cause.TIMEOUT);
                assertThat(failed.took()).isBetween(SHORT, SHORT.plusSeconds(2));
              });
    }
  }

  private WebhookReply send(RawReceiver receiver, Duration timeout) throws InterruptedException {
    return sender.send(call(receiver.port(), timeout));
  }

  /** Shakes hands late, and the clock goes on by a step meanwhile. */
  private RawReceiver receiver(String certificate) throws Exception {
    return new RawReceiver(
        authority.listen(certificate),
        this::shake,
        out -> {
          out.write(OK.getBytes(UTF_8));
          out.flush();
        });
  }

  private void shake(Socket socket) {
    try {
      SSLSocket tls = (SSLSocket) socket;
      step();
      tls.startHandshake();
      asked.addAll(((ExtendedSSLSession) tls.getSession()).getRequestedServerNames());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void step() {
    now.updateAndGet(time -> time.plus(STEP));
    java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);
  }

  private static WebhookCall call(int port, Duration timeout) {
    return new WebhookCall(
        URI.create("https://hooks.example:" + port + "/hook"),
        "id",
        "resource_operation.succeeded",
        1,
        BODY.getBytes(UTF_8),
        Map.of(),
        List.of(SigningKey.parse(SECRET)),
        timeout);
  }

  /** Every name is this machine's, but it takes a while to tell. */
  private final class HereLater implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      step();
      return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
