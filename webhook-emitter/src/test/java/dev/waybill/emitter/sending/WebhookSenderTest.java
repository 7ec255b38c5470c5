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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLDER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BODY = "{\"type\":\"resource_operation.succeeded\",\"x\":\"ž\"}";
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final WebhookSender sender =
      sender(AddressGuard.opening(List.of("127.0.0.0/8")), SystemDefaultDnsResolver.INSTANCE);

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void sendsExactlyTheHeadersOfTheContractAndTheVeryBytes() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK)) {
      assertThat(sender.send(call(receiver.url("/hook?a=1"), LONG, Map.of())))
          .isInstanceOfSatisfying(Answered.class, a -> assertThat(a.status()).isEqualTo(200));
      String[] parts = receiver.requests.getFirst().split("\r\n\r\n", 2);
      assertThat(parts[1].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
          .isEqualTo(BODY.getBytes(UTF_8));
      Map<String, String> headers = headers(parts[0]);
      assertThat(parts[0])
          .matches(
              """
              POST /hook\\?a=1 HTTP/1.1
              host: 127.0.0.1:%d
              user-agent: Waybill/test
              content-type: application/json
              content-length: %d
              webhook-id: 0198c0de-0000-7000-8000-000000000001
              webhook-timestamp: [0-9]{10}
              webhook-signature: v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=
              webhook-event: resource_operation.succeeded
              webhook-attempt: 3\
              """
                  .formatted(receiver.port(), BODY.getBytes(UTF_8).length)
                  .replace("\n", "\r\n"));
      assertThat(headers)
          .containsOnlyKeys(
              "host",
              "user-agent",
              "content-type",
              "content-length",
              "webhook-id",
              "webhook-timestamp",
              "webhook-signature",
              "webhook-event",
              "webhook-attempt")
          .containsEntry("host", "127.0.0.1:" + receiver.port())
          .containsEntry("user-agent", "Waybill/test")
          .containsEntry("content-type", "application/json")
          .containsEntry("content-length", "" + BODY.getBytes(UTF_8).length)
          .containsEntry("webhook-id", "0198c0de-0000-7000-8000-000000000001")
          .containsEntry("webhook-event", "resource_operation.succeeded")
          .containsEntry("webhook-attempt", "3");
      assertThat(headers.get("webhook-signature").split(" ")).hasSize(2);
      for (String secret : List.of(SECRET, OLDER)) {
        new Webhook(secret).verify(BODY, forVerifier(headers));
      }
    }
  }

  @Test
  void sendsTheSubscribersOwnHeadersButNoneThatAreReservedOrMalformed() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK)) {
      Map<String, String> own =
          Map.ofEntries(
              Map.entry("Authorization", "Bearer abc"),
              Map.entry("X-Tenant", "7"),
              Map.entry("Host", "evil"),
              Map.entry("Webhook-Id", "evil"),
              Map.entry("Content-Encoding", "gzip"),
              Map.entry("Transfer-Encoding", "chunked"),
              Map.entry("Connection", "close"),
              Map.entry("traceparent", "00-1-1-01"),
              Map.entry("X-Split", "a\r\nX-Evil: 1"),
              Map.entry("X Blank", "a"),
              Map.entry("X-Empty", ""));
      sender.send(call(receiver.url("/"), LONG, own));
      Map<String, String> headers = headers(receiver.requests.getFirst().split("\r\n\r\n", 2)[0]);
      assertThat(headers)
          .hasSize(11)
          .containsEntry("authorization", "Bearer abc")
          .containsEntry("x-tenant", "7")
          .containsEntry("host", "127.0.0.1:" + receiver.port());
    }
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK)) {
      for (int i = 0; i < 5; i++) {
        sender.send(call(receiver.url("/"), LONG, Map.of()));
      }
      assertThat(receiver.requests).hasSize(5);
      assertThat(receiver.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    try (RawReceiver other = RawReceiver.answering(OK);
        RawReceiver receiver =
            RawReceiver.answering(
                "HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(status, other.url("/")))) {
      assertThat(sender.send(call(receiver.url("/"), LONG, Map.of())))
          .isInstanceOfSatisfying(Answered.class, a -> assertThat(a.status()).isEqualTo(status));
      assertThat(other.connections).hasValue(0);
    }
  }

  @Test
  void cutsOffAReceiverThatAnswersByteByByte() throws Exception {
    try (RawReceiver receiver =
        new RawReceiver(out -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
          drip(out);
        })) {
      assertTimeout(receiver.url("/"));
    }
  }

  @Test
  void cutsOffAReceiverThatSendsHeadersByteByByte() throws Exception {
    try (RawReceiver receiver = new RawReceiver(WebhookSenderTest::drip)) {
      assertTimeout(receiver.url("/"));
    }
  }

  @Test
  void cutsOffAReceiverThatNeverAnswers() throws Exception {
    try (RawReceiver receiver = new RawReceiver(out -> new CountDownLatch(1).await())) {
      assertTimeout(receiver.url("/"));
    }
  }

  @Test
  void cutsOffAReceiverThatNeverAccepts() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertTimeout(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"));
    }
  }

  @Test
  void cutsOffANameServerThatNeverAnswers() throws Exception {
    DnsResolver hanging =
        resolver(host -> {
          throw new IllegalStateException(waitForEver());
        });
    try (WebhookSender slow = sender(AddressGuard.publicOnly(), hanging)) {
      assertTimeout(slow, URI.create("https://slow.example/"));
    }
  }

  @Test
  void readsNoMoreThanTheBoundOfAnEndlessAnswer() throws Exception {
    try (RawReceiver receiver =
        new RawReceiver(out -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n".getBytes(UTF_8));
          byte[] chunk = new byte[8_192];
          while (true) {
            out.write(chunk);
          }
        })) {
      assertThat(sender.send(call(receiver.url("/"), LONG, Map.of())))
          .isInstanceOfSatisfying(
              Answered.class,
              a -> {
                assertThat(a.status()).isEqualTo(200);
                assertThat(a.took()).isLessThan(Duration.ofSeconds(5));
              });
    }
  }

  @Test
  void refusesEndlessHeaders() throws Exception {
    try (RawReceiver receiver =
        RawReceiver.answering("HTTP/1.1 200 OK\r\nx-long: " + "x".repeat(100_000) + "\r\n\r\n")) {
      assertFails(sender, receiver.url("/"), Cause.UNREADABLE);
    }
  }

  @Test
  void tellsABrokenConnectionFromARefusedOne() throws Exception {
    int closed;
    try (RawReceiver receiver = new RawReceiver(OutputStream::close)) {
      closed = receiver.port();
      assertFails(sender, receiver.url("/"), Cause.BROKEN);
    }
    assertFails(sender, URI.create("http://127.0.0.1:" + closed + "/"), Cause.CONNECT);
  }

  @Test
  void refusesWhatIsNoTls() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK)) {
      RawReceiver plain = new RawReceiver(out -> {});
      try (plain;
          ServerSocket talker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        Thread.ofVirtual()
            .start(() -> {
              try (var socket = talker.accept()) {
                socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(UTF_8));
                socket.getInputStream().readNBytes(64);
              } catch (java.io.IOException e) {
                return;
              }
            });
        assertFails(
            sender, URI.create("https://127.0.0.1:" + talker.getLocalPort() + "/"), Cause.TLS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:%d/",
        "https://localhost:%d/",
        "https://[::ffff:127.0.0.1]:%d/",
        "https://[::1]:%d/",
        "https://0.0.0.0:%d/",
        "http://127.0.0.1:%d/",
        "http://localhost:%d/",
      })
  void neverConnectsToAForbiddenAddress(String url) throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK);
        WebhookSender guarded =
            sender(AddressGuard.publicOnly(), SystemDefaultDnsResolver.INSTANCE)) {
      assertFails(guarded, URI.create(url.formatted(receiver.port())), Cause.FORBIDDEN);
      assertThat(receiver.connections).hasValue(0);
    }
  }

  @Test
  void neverConnectsToANameThatMovedToAForbiddenAddress() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK);
        WebhookSender guarded =
            sender(
                AddressGuard.publicOnly(),
                resolver(host ->
                    new InetAddress[] {
                      InetAddress.getByName("93.184.216.34"), InetAddress.getByName("127.0.0.1")
                    }))) {
      assertFails(
          guarded, URI.create("https://moved.example:" + receiver.port() + "/"), Cause.FORBIDDEN);
      assertThat(receiver.connections).hasValue(0);
    }
  }

  @Test
  void sendsPlainHttpToOpenedAddressesOnly() throws Exception {
    try (WebhookSender guarded =
        sender(
            AddressGuard.opening(List.of("127.0.0.0/8")),
            resolver(host -> new InetAddress[] {InetAddress.getByName("93.184.216.34")}))) {
      assertFails(guarded, URI.create("http://public.example/"), Cause.FORBIDDEN);
    }
  }

  @Test
  void saysThatANameIsUnknown() throws Exception {
    try (WebhookSender lost =
        sender(
            AddressGuard.publicOnly(),
            resolver(host -> {
              throw new UnknownHostException("resolver 10.0.0.2 said no");
            }))) {
      assertFails(lost, URI.create("https://lost.example/"), Cause.UNRESOLVED);
    }
  }

  private void assertTimeout(URI url) throws InterruptedException {
    assertTimeout(sender, url);
  }

  private static void assertTimeout(WebhookSender sender, URI url) throws InterruptedException {
    assertThat(sender.send(call(url, SHORT, Map.of())))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo(Cause.TIMEOUT);
              assertThat(failed.took()).isBetween(SHORT, SHORT.plusSeconds(2));
            });
  }

  private static void assertFails(WebhookSender sender, URI url, Cause cause)
      throws InterruptedException {
    assertThat(sender.send(call(url, LONG, Map.of())))
        .isInstanceOfSatisfying(Failed.class, f -> assertThat(f.cause()).isEqualTo(cause));
  }

  private static void drip(OutputStream out) throws Exception {
    for (int i = 0; i < 100_000; i++) {
      out.write('x');
      out.flush();
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private static String waitForEver() {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  private static WebhookSender sender(AddressGuard guard, DnsResolver resolver) {
    return new WebhookSender(
        new SenderSettings(
            new WebhookTargets(guard, AllowedPorts.all()),
            resolver,
            InstantSource.system(),
            "Waybill/test",
            20,
            Duration.ofSeconds(5)));
  }

  @Test
  void whatAReceiverRepeatsOfOurSecretsIsNotKept() throws Exception {
    String echo =
        "authorization: Bearer abc-12345, token abc-12345, v1,K5oZfzN95Z9UVu1EsfQmfVNQhnk=";
    String head =
        "HTTP/1.1 500 Oh\r\nx-request-id: abc-12345/9\r\nserver: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(echo, echo.length());
    try (RawReceiver receiver = RawReceiver.answering(head + echo)) {
      Map<String, String> own = Map.of("Authorization", "Bearer abc-12345", "X-Tenant", "7");
      assertThat(sender.send(call(receiver.url("/"), LONG, own)))
          .isInstanceOfSatisfying(
              Answered.class,
              answer -> {
                String masked = "authorization: *****, token *****, *****";
                assertThat(answer.excerpt()).isEqualTo(masked);
                assertThat(answer.headers())
                    .containsEntry("x-request-id", "*****/9")
                    .containsEntry("server", masked);
              });
    }
  }

  private static WebhookCall call(URI url, Duration timeout, Map<String, String> headers) {
    return new WebhookCall(
        url,
        "0198c0de-0000-7000-8000-000000000001",
        "resource_operation.succeeded",
        3,
        BODY.getBytes(UTF_8),
        headers,
        List.of(SigningKey.parse(SECRET), SigningKey.parse(OLDER)),
        timeout);
  }

  private static Map<String, String> headers(String head) {
    Map<String, String> headers = new TreeMap<>();
    Arrays.stream(head.split("\r\n"))
        .skip(1)
        .forEach(line -> {
          int colon = line.indexOf(": ");
          assertThat(headers.put(line.substring(0, colon), line.substring(colon + 2))).isNull();
        });
    return headers;
  }

  private static HttpHeaders forVerifier(Map<String, String> headers) {
    Map<String, List<String>> lists = new TreeMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return HttpHeaders.of(lists, (name, value) -> true);
  }

  /** The part of a resolver that matters. */
  private interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private static DnsResolver resolver(Lookup lookup) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return lookup.of(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }
}
