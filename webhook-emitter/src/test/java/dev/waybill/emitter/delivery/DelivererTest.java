package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.emitter.Samples;
import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.emitter.event.EventStore;
import dev.waybill.emitter.event.TooManyReadsException;
import dev.waybill.emitter.sending.SenderSettings;
import dev.waybill.emitter.sending.WebhookSender;
import dev.waybill.lane.core.Outcome;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.TimedResolver;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.DeliveryTimings;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelivererTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir static Path keys;
  private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
  private final OperationEvent event =
      Samples.event(Samples.PARTNER, UUID.randomUUID(), EventTypes.CREATED, Samples.THEN);
  private WebhookSender sender = sender(SystemDefaultDnsResolver.INSTANCE);
  private HttpServer server;
  private volatile int status = 204;
  private EventStore events = (endpoint, partition, offset) -> Json.write(event);

  @BeforeEach
  void start() throws IOException {
    SecretKeys.createIfMissing(keys);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext(
        "/",
        exchange -> {
          requests.add(Map.copyOf(exchange.getRequestHeaders()));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    sender.close();
  }

  @Test
  void signsWithEverySecretThatHasNotExpired() throws Exception {
    WebhookEndpoint endpoint =
        endpoint(null, Samples.THEN.plusSeconds(1), Samples.THEN, Samples.THEN.minusSeconds(1));
    DeliveryResult result = deliver(endpoint);
    assertThat(result.outcome()).isEqualTo(new Outcome.Succeeded());
    assertThat(result.note())
        .returns(3, DeliveryNote::attempt)
        .returns(Samples.THEN, DeliveryNote::at)
        .returns(204, DeliveryNote::status)
        .returns(null, DeliveryNote::error)
        .returns(null, DeliveryNote::disables);
    assertThat(result.note().timings()).isNotNull();
    assertThat(result.note().headers()).containsKey("date");
    assertThat(requests.getFirst().get("Webhook-signature").getFirst().split(" ")).hasSize(2);
    assertThat(requests.getFirst().get("Webhook-attempt")).containsExactly("3");
  }

  @Test
  void theReceiverTakesTheExchangeWithoutTheLookUp() throws Exception {
    DeliveryTimings timings = new DeliveryTimings(200L, 1L, null, 48L, 1L);
    assertThat(taking(250, timings).took()).isEqualTo(Duration.ofMillis(50));
    assertThat(taking(0, DeliveryTimings.NONE).took()).isEqualTo(Duration.ofMillis(1));
    assertThat(taking(250, null).took()).isNull();
    assertThat(deliver(endpoint((Instant) null)).took()).isPositive();
  }

  private static DeliveryResult taking(long millis, DeliveryTimings timings) {
    return new DeliveryResult(
        new Outcome.Succeeded(),
        new DeliveryNote(1, 3, Samples.THEN, 204, null, millis, timings, null, null, null, null),
        "delivered",
        Duration.ZERO);
  }

  @Test
  void givesNobodyAnotherPartnersEventOrAnotherEvent() throws Exception {
    OperationEvent foreign =
        new OperationEvent(
            event.id(),
            event.type(),
            event.version(),
            event.timestamp(),
            Samples.event(UUID.randomUUID(), UUID.randomUUID(), event.type(), Samples.THEN).data());
    for (byte[] lies :
        List.of(
            Json.write(foreign),
            Json.write(
                Samples.event(
                    Samples.PARTNER, UUID.randomUUID(), EventTypes.CREATED, Samples.THEN)),
            new byte[0],
            "garbage".getBytes(UTF_8))) {
      events = (endpoint, partition, offset) -> lies;
      assertThat(deliver(endpoint((Instant) null)).outcome())
          .isEqualTo(new Outcome.Rejected("the event is no longer kept"));
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void whatIsRefusedEveryTimeIsGivenUpAtTheSixth() throws Exception {
    status = 404;
    DeliveryResult again = deliver(endpoint((Instant) null), 9, 4);
    assertThat(again.outcome())
        .isEqualTo(
            new Outcome.Retryable("the endpoint answered 404", Duration.ZERO, Outcome.Kind.OTHER));
    assertThat(deliver(endpoint((Instant) null), 9).outcome()).isEqualTo(again.outcome());
    DeliveryResult last = deliver(endpoint((Instant) null), 9, 5);
    String reason = "given up after 6 refusals: the endpoint answered 404";
    assertThat(last.outcome()).isEqualTo(new Outcome.Rejected(reason, true));
    assertThat(last.note().error()).isEqualTo(reason);
    assertThat(last.tag()).isEqualTo("4xx");
  }

  @Test
  void whatHasToWaitForOtherReadsIsNotEvenStarted() throws Exception {
    events =
        (endpoint, partition, offset) -> {
          throw new TooManyReadsException(1);
        };
    DeliveryResult result = deliver(endpoint((Instant) null));
    assertThat(result.outcome()).isEqualTo(new Outcome.NotStarted());
    assertThat(result.nothingLeftFor()).as("the lane's rest").isPositive();
    assertThat(requests).isEmpty();
  }

  @Test
  void ownTroubleCostsTheSubscriberNoAttempt() throws Exception {
    events =
        (endpoint, partition, offset) -> {
          throw new IOException("Kafka is away");
        };
    assertOwnTrouble(deliver(endpoint((Instant) null)));
    events = (endpoint, partition, offset) -> Json.write(event);
    assertOwnTrouble(deliver(endpoint(Samples.THEN.minusSeconds(1))));
    assertThat(requests).isEmpty();
  }

  @Test
  void aSecretOfAnotherAddressDoesNotOpen() throws Exception {
    WebhookEndpoint endpoint = endpoint((Instant) null);
    WebhookEndpoint moved = withUrl(endpoint, endpoint.url().replace("127.0.0.1", "127.0.0.2"));
    assertOwnTrouble(deliver(moved));
    assertThat(requests).isEmpty();
  }

  @Test
  void sendsItsOwnersHeadersWhetherTheyWereSealedOrAreOfBefore() throws Exception {
    WebhookEndpoint endpoint = endpoint((Instant) null);
    Map<String, String> headers = Map.of("Authorization", "Bearer 1234", "X-Tenant", "acme");
    deliver(with(endpoint, endpoint.url(), endpoint.secrets(), headers, null));
    Map<String, String> masked =
        Map.of("Authorization", WebhookEndpoint.MASKED, "X-Tenant", WebhookEndpoint.MASKED);
    deliver(with(endpoint, endpoint.url(), endpoint.secrets(), masked, sealed(endpoint, headers)));
    assertThat(requests)
        .hasSize(2)
        .allSatisfy(request ->
            assertThat(request)
                .containsEntry("Authorization", List.of("Bearer 1234"))
                .containsEntry("X-tenant", List.of("acme")));
  }

  @Test
  void nothingGoesOutWithoutItsOwnersHeaders() throws Exception {
    WebhookEndpoint endpoint = endpoint((Instant) null);
    EncryptedSecret others = sealed(Samples.endpoint(), Map.of("X-Tenant", "acme"));
    assertOwnTrouble(
        deliver(
            with(
                endpoint,
                endpoint.url(),
                endpoint.secrets(),
                Map.of("X-Tenant", WebhookEndpoint.MASKED),
                others)));
    assertThat(requests).isEmpty();
  }

  private static EncryptedSecret sealed(WebhookEndpoint endpoint, Map<String, String> headers) {
    return SecretKeys.sealer(keys.resolve(SecretKeys.PUBLIC_FILE))
        .seal(
            Json.write(headers),
            SecretContext.webhook(
                endpoint.partnerId(), endpoint.id(), Endpoints.origin(URI.create(endpoint.url()))),
            1);
  }

  @Test
  void nothingGoesOutWithoutOneOfItsSignatures() throws Exception {
    WebhookEndpoint endpoint = endpoint((Instant) null);
    var others =
        SecretKeys.sealer(keys.resolve(SecretKeys.PUBLIC_FILE))
            .seal(
                SECRET.getBytes(UTF_8),
                SecretContext.webhook(UUID.randomUUID(), UUID.randomUUID(), "x"),
                1);
    WebhookEndpoint half =
        with(
            endpoint,
            endpoint.url(),
            List.of(endpoint.secrets().getFirst(), new SigningSecret("v1", others, null, null)));
    assertOwnTrouble(deliver(half));
    assertThat(requests).isEmpty();
  }

  @Test
  void namesThatWeCannotLookUpForWantOfThreadsAreOurOwnTrouble() throws Exception {
    sender.close();
    sender =
        sender(
            new SystemDefaultDnsResolver() {
              @Override
              public InetAddress[] resolve(String host) throws UnknownHostException {
                throw new TimedResolver.BusyException(host);
              }
            });
    WebhookEndpoint named = at("http://busy.example/hook", (Instant) null);
    assertOwnTrouble(deliver(named));
  }

  private static WebhookSender sender(DnsResolver resolver) {
    return new WebhookSender(
        new SenderSettings(
            new WebhookTargets(AddressGuard.opening(List.of("127.0.0.0/8")), AllowedPorts.all()),
            resolver,
            () -> Samples.THEN,
            "Waybill/test",
            4,
            Duration.ofSeconds(5)));
  }

  private static void assertOwnTrouble(DeliveryResult result) {
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.Retryable.class,
            retry -> {
              assertThat(retry.kind()).isEqualTo(Outcome.Kind.HELD);
              assertThat(retry.retryAfter()).isPositive();
            });
    assertThat(result.tag()).isEqualTo("own_trouble");
    assertThat(result.took()).isNull();
  }

  private DeliveryResult deliver(WebhookEndpoint endpoint) throws InterruptedException {
    return deliver(endpoint, null);
  }

  private DeliveryResult deliver(WebhookEndpoint endpoint, @Nullable Integer number)
      throws InterruptedException {
    return deliver(endpoint, number, null);
  }

  private DeliveryResult deliver(
      WebhookEndpoint endpoint, @Nullable Integer number, @Nullable Integer refusals)
      throws InterruptedException {
    DeliveryRequest request =
        new DeliveryRequest(
            UUID.randomUUID(),
            endpoint.id(),
            event.id(),
            event.type(),
            event.timestamp(),
            0,
            0,
            null,
            Samples.THEN,
            1,
            null);
    return new Deliverer(
            events,
            SecretKeys.opener(keys.resolve(SecretKeys.PRIVATE_FILE)),
            sender,
            () -> Samples.THEN)
        .deliver(new DeliveryJob(1, request, endpoint, number, refusals), 3);
  }

  private WebhookEndpoint endpoint(Instant... expiries) {
    return at("http://127.0.0.1:" + server.getAddress().getPort() + "/hook", expiries);
  }

  private static WebhookEndpoint at(String url, Instant... expiries) {
    WebhookEndpoint sample = Samples.endpoint();
    SecretContext context =
        SecretContext.webhook(sample.partnerId(), sample.id(), Endpoints.origin(URI.create(url)));
    var sealer = SecretKeys.sealer(keys.resolve(SecretKeys.PUBLIC_FILE));
    List<SigningSecret> secrets =
        java.util.Arrays.stream(expiries)
            .map(expiry ->
                new SigningSecret(
                    "v1", sealer.seal(SECRET.getBytes(UTF_8), context, 1), expiry, null))
            .toList();
    return with(sample, url, secrets);
  }

  private static WebhookEndpoint withUrl(WebhookEndpoint endpoint, String url) {
    return with(endpoint, url, endpoint.secrets());
  }

  private static WebhookEndpoint with(WebhookEndpoint e, String url, List<SigningSecret> secrets) {
    return with(e, url, secrets, e.headers(), e.sealedHeaders());
  }

  private static WebhookEndpoint with(
      WebhookEndpoint e,
      String url,
      List<SigningSecret> secrets,
      Map<String, String> headers,
      EncryptedSecret sealedHeaders) {
    return new WebhookEndpoint(
        e.id(),
        e.partnerId(),
        url,
        e.eventNames(),
        e.filters(),
        secrets,
        e.signatureSchemes(),
        e.includeSync(),
        e.ordering(),
        headers,
        sealedHeaders,
        e.limits(),
        e.retryScheduleS(),
        e.timeoutMs(),
        e.status(),
        null,
        e.version(),
        e.createdAt(),
        e.updatedAt());
  }
}
