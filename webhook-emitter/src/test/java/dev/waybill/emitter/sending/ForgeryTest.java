package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.ForbiddenAddressException;
import dev.waybill.runtime.net.GuardedSocket;
import dev.waybill.runtime.net.WebhookTargets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests that a partner would have us forge (SSRF): whatever they are called, nobody is called.
 */
class ForgeryTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final Pattern LITERAL_OR_OWN =
      Pattern.compile("[^g-z]*|0x[0-9a-fx.]*|.*:.*|.*local.*|ip6-.*");

  /** Spellings of this machine, of its networks, and of v6 addresses that carry v4 ones. */
  private static final List<String> HOSTS =
      List.of(
          "127.0.0.1",
          "127.0.0.2",
          "127.1.2.3",
          "127.255.255.254",
          "127.1",
          "127.0.1",
          "0",
          "0.0.0.0",
          "0.0.0.1",
          "2130706433",
          "3232235521",
          "017700000001",
          "0177.0.0.1",
          "0x7f.0.0.1",
          "0x7f000001",
          "0x7f.1",
          "127.0.0.1.",
          "127.000.000.001",
          "00127.0.0.1",
          "localhost",
          "LOCALHOST",
          "LocalHost",
          "localhost.",
          "localhost.localdomain",
          "ip6-localhost",
          "ip6-loopback",
          "127.0.0.1%00",
          "127.0.0.1%20",
          "%31%32%37.0.0.1",
          "①②⑦.0.0.1",
          "127。0。0。1",
          "[::1]",
          "[::]",
          "[0:0:0:0:0:0:0:1]",
          "[0000:0000:0000:0000:0000:0000:0000:0001]",
          "[::0001]",
          "[::1%lo]",
          "[::1%1]",
          "[::127.0.0.1]",
          "[::7f00:1]",
          "[::ffff:127.0.0.1]",
          "[::FFFF:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[0:0:0:0:0:ffff:127.0.0.1]",
          "[::ffff:0.0.0.0]",
          "[::ffff:0:127.0.0.1]",
          "[::ffff:10.0.0.1]",
          "[::ffff:169.254.169.254]",
          "[64:ff9b::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b::10.0.0.1]",
          "[64:ff9b::a9fe:a9fe]",
          "[64:ff9b:1::7f00:1]",
          "[64:ff9b:0:1::1]",
          "[2002:7f00:1::]",
          "[2002:7f00:0001::1]",
          "[2002:a9fe:a9fe::1]",
          "[2001::1]",
          "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
          "[2001:10::1]",
          "[2001:db8::1]",
          "[3fff::1]",
          "[fe80::1]",
          "[fe80::1%lo]",
          "[fe80::5efe:7f00:1]",
          "[fec0::1]",
          "[fc00::1]",
          "[fd00:ec2::254]",
          "[ff02::1]",
          "[ff01::1]",
          "[100::1]",
          "[5f00::1]",
          "[4000::1]",
          "10.0.0.1",
          "10.255.255.255",
          "100.64.0.1",
          "169.254.169.254",
          "169.254.0.1",
          "172.16.0.1",
          "172.31.255.255",
          "192.0.0.1",
          "192.0.0.192",
          "192.0.2.1",
          "192.88.99.1",
          "192.168.0.1",
          "192.168.255.255",
          "198.18.0.1",
          "198.19.255.255",
          "198.51.100.1",
          "203.0.113.1",
          "224.0.0.1",
          "239.255.255.255",
          "240.0.0.1",
          "255.255.255.255",
          "user@127.0.0.1",
          "1.1.1.1@127.0.0.1",
          "127.0.0.1#@1.1.1.1",
          "0251.0376.0251.0376",
          "2852039166",
          "0xa9fea9fe");

  @Test
  void noSpellingOfAForbiddenAddressReachesItsListener() throws Exception {
    assertThat(HOSTS).doesNotHaveDuplicates().hasSizeGreaterThan(80);
    Set<String> lookedUp = ConcurrentHashMap.newKeySet();
    try (ForbiddenListener listener = new ForbiddenListener();
        WebhookSender sender = sender(AddressGuard.publicOnly(), local(lookedUp))) {
      for (String scheme : List.of("https", "http")) {
        for (String host : HOSTS) {
          URI url = url(scheme, host, listener.port());
          if (url != null) {
            assertThat(sender.send(call(url, Duration.ofSeconds(5))))
                .as("%s", url)
                .isInstanceOfSatisfying(
                    Failed.class,
                    failed ->
                        assertThat(failed.cause())
                            .as("%s", url)
                            .isIn(Cause.FORBIDDEN, Cause.UNRESOLVED, Cause.UNREADABLE));
          }
        }
      }
      assertThat(listener.connections).hasValue(0);
      // Others die before: as no URL, or as one without a host.
      assertThat(lookedUp).as("spellings that the guard judged").hasSizeGreaterThanOrEqualTo(80);
    }
  }

  /** Also what the strict reader takes for no host at all: the client has a reader of its own. */
  private static @Nullable URI url(String scheme, String host, int port) {
    try {
      return new URI(scheme + "://" + host + ":" + port + "/");
    } catch (URISyntaxException e) {
      return null; // no URL: it cannot be subscribed, and nothing can be asked to call it
    }
  }

  /** Literals and this machine's names as the JDK reads them, and no question to the network. */
  private static DnsResolver local(Set<String> lookedUp) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!LITERAL_OR_OWN.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
          throw new UnknownHostException(host);
        }
        InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        lookedUp.add(host);
        return addresses;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  @Test
  void aNameThatIsBoundAnewAtEachQuestionNeverLeadsInside() throws Exception {
    try (ForbiddenListener listener = new ForbiddenListener();
        TinyDns dns =
            new TinyDns(question ->
                switch (question % 3) {
                  case 0 -> List.of("127.0.0.1");
                  case 1 -> List.of("192.0.3.1", "127.0.0.1");
                  default -> List.of("127.0.0.1", "192.0.3.1");
                });
        WebhookSender sender = sender(AddressGuard.publicOnly(), dns)) {
      for (int i = 0; i < 30; i++) {
        URI url = URI.create("https://rebound.example:" + listener.port() + "/");
        assertThat(sender.send(call(url, Duration.ofSeconds(5))))
            .isInstanceOfSatisfying(
                Failed.class, failed -> assertThat(failed.cause()).isEqualTo(Cause.FORBIDDEN));
      }
      assertThat(dns.questions()).isEqualTo(30);
      assertThat(listener.connections).hasValue(0);
    }
  }

  @Test
  void theAddressThatWasVettedIsTheOneThatIsDialled() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK);
        ForbiddenListener forbidden = new ForbiddenListener();
        // First what is open, then, to whoever asks again, what is not.
        TinyDns dns = new TinyDns(question -> List.of(question == 0 ? "127.0.0.1" : "127.0.0.9"));
        WebhookSender sender = sender(AddressGuard.opening(List.of("127.0.0.1/32")), dns)) {
      URI url = URI.create("http://once.example:" + receiver.port() + "/");
      assertThat(sender.send(call(url, Duration.ofSeconds(5))))
          .isInstanceOf(WebhookReply.Answered.class);
      assertThat(dns.questions()).isEqualTo(1);
      assertThat(
              sender.send(call(URI.create("http://once.example:" + forbidden.port() + "/"), LONG)))
          .isInstanceOf(Failed.class);
      assertThat(forbidden.connections).hasValue(0);
    }
  }

  private static final Duration LONG = Duration.ofSeconds(5);

  @Test
  void connectionsAreUsedAgainWithTheGuardOn() throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(OK);
        WebhookSender sender =
            sender(
                AddressGuard.opening(List.of("127.0.0.0/8")), SystemDefaultDnsResolver.INSTANCE)) {
      int sent = 200;
      for (int i = 0; i < sent; i++) {
        assertThat(sender.send(call(receiver.url("/"), LONG)))
            .isInstanceOf(WebhookReply.Answered.class);
      }
      assertThat(1.0 - (double) receiver.connections.get() / sent).isGreaterThanOrEqualTo(0.95);
    }
  }

  @Test
  void noForbiddenPortIsDialled() throws Exception {
    try (ForbiddenListener listener = new ForbiddenListener();
        WebhookSender sender =
            new WebhookSender(
                settings(
                    new WebhookTargets(
                        AddressGuard.opening(List.of("0.0.0.0/0", "::/0")),
                        AllowedPorts.parse(List.of("1-10"))),
                    SystemDefaultDnsResolver.INSTANCE))) {
      URI url = URI.create("http://127.0.0.1:" + listener.port() + "/");
      assertThat(sender.send(call(url, LONG)))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.cause()).isEqualTo(Cause.FORBIDDEN));
      assertThat(listener.connections).hasValue(0);
    }
  }

  @Test
  void theSocketItselfDialsNothingForbidden() throws Exception {
    try (ForbiddenListener listener = new ForbiddenListener()) {
      for (InetSocketAddress address :
          Stream.of(
                  new InetSocketAddress("127.0.0.1", listener.port()),
                  new InetSocketAddress("::1", listener.port()),
                  InetSocketAddress.createUnresolved("localhost", listener.port()))
              .toList()) {
        try (GuardedSocket socket = new GuardedSocket(AddressGuard.publicOnly()::allows)) {
          assertThatThrownBy(() -> socket.connect(address, 1_000))
              .isInstanceOf(ForbiddenAddressException.class);
        }
      }
      assertThat(listener.connections).hasValue(0);
    }
  }

  private static WebhookSender sender(AddressGuard guard, DnsResolver resolver) {
    return new WebhookSender(settings(new WebhookTargets(guard, AllowedPorts.all()), resolver));
  }

  private static SenderSettings settings(WebhookTargets targets, DnsResolver resolver) {
    return new SenderSettings(
        targets, resolver, InstantSource.system(), "Waybill/test", 20, Duration.ofSeconds(3));
  }

  private static WebhookCall call(URI url, Duration timeout) {
    return new WebhookCall(
        url,
        "0198c0de-0000-7000-8000-000000000001",
        "resource_operation.succeeded",
        1,
        "{}".getBytes(UTF_8),
        Map.of(),
        List.of(SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        timeout);
  }
}
