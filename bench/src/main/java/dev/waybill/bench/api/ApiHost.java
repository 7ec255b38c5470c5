package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.ApiContext;
import dev.waybill.api.ApiService;
import dev.waybill.api.ApiSettings;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.Waiting;
import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.schemas.Json;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The API as users run it, in this process, on the topics of a run. */
final class ApiHost implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** Counted as for users, and out of the way. */
  private static final int QUOTA = 60_000_000;

  private static final int QUOTA_BURST = 10_000_000;

  private final ApiService api;
  private final HttpServer server;
  private final HealthRegistry health;
  private final PrometheusMeterRegistry meters;

  private ApiHost(
      ApiService api, HttpServer server, HealthRegistry health, PrometheusMeterRegistry meters) {
    this.api = api;
    this.server = server;
    this.health = health;
    this.meters = meters;
  }

  /** Starts it; what the view has to read it may still be reading. */
  static ApiHost start(TopicSet topics, InstantSource clock) {
    Path secrets = topics.folder().resolve("secrets");
    SecretKeys.createIfMissing(secrets);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    ApiService api =
        new ApiService(
            new ApiContext(
                settings(topics),
                topics.plan(),
                topics.cluster().clients(),
                SecretKeys.sealer(secrets.resolve(SecretKeys.PUBLIC_FILE)),
                meters,
                health,
                clock,
                new SecureRandom(),
                LOOPBACK,
                data(topics)));
    HttpServer server = HttpServer.start(LOOPBACK, 0, api.refusals(), api::routing);
    ApiHost host = new ApiHost(api, server, health, meters);
    api.start();
    return host;
  }

  private static Settings settings(TopicSet topics) {
    List<Setting<?>> known =
        Stream.of(ApiSettings.all(), TopicSettings.all(), SecretSettings.all())
            .<Setting<?>>flatMap(List::stream)
            .toList();
    return Settings.load(
        Map.of(),
        null,
        known,
        Map.of(
            TopicSettings.REPLICATION.key(),
            "1",
            ApiSettings.REQUESTS_PER_MINUTE.key(),
            Integer.toString(QUOTA),
            ApiSettings.REQUEST_BURST.key(),
            Integer.toString(QUOTA_BURST),
            TopicSettings.PREFIX.key(),
            topics.names().prefix()));
  }

  /** Where its view is. */
  static Path data(TopicSet topics) {
    return topics.folder().resolve("api");
  }

  /** Waits until it is ready: until the view has read what was there when it started. */
  ApiHost ready(Duration limit) throws InterruptedException {
    Waiting.until("the API is ready", limit, () -> health.unready().isEmpty());
    return this;
  }

  URI address() {
    return URI.create("http://" + LOOPBACK + ":" + server.port());
  }

  /** A token of the development client {@code demo}, good for an hour. */
  String token() {
    return token(address());
  }

  static String token(URI address) {
    byte[] form = "grant_type=client_credentials&client_id=demo&client_secret=demo".getBytes(UTF_8);
    HttpCaller.Reply reply =
        once(
            address,
            HttpCaller.request(
                address,
                "POST",
                "/oauth/token",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form));
    return Json.mapper().readTree(reply.body()).get("access_token").asString();
  }

  /** What every call of a token carries. */
  static Map<String, String> headers(String token) {
    return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
  }

  /** Registers a connection on which no limit binds. */
  static void connect(URI address, String token, UUID connection, String fleet) {
    String body =
        """
        {"fleet_ref":"%s","source_name":"simulator","credentials":{"api_key":"key"},
         "limits":{"requests_per_second":10000,"burst":10000,"max_in_flight":1000}}\
        """
            .formatted(fleet);
    HttpCaller.Reply reply =
        once(
            address,
            HttpCaller.request(
                address,
                "PUT",
                "/v2/integrations/connections/" + connection,
                headers(token),
                body.getBytes(UTF_8)));
    if (reply.status() != 201) {
      throw new MeasurementException("no connection: " + reply.status() + " " + reply.text());
    }
  }

  /** Waits until the view has read everything: a new operation of each partition can be read. */
  static void caughtUp(URI address, String token, List<byte[]> bodies) throws InterruptedException {
    for (byte[] body : bodies) {
      HttpCaller.Reply accepted =
          once(
              address,
              HttpCaller.request(address, "POST", "/v2/telematics/vehicles", headers(token), body));
      String id = Json.mapper().readTree(accepted.body()).path("id").asString();
      byte[] read =
          HttpCaller.request(
              address, "GET", "/v2/resource-operations/" + id, headers(token), new byte[0]);
      Waiting.until("the view has read " + id, () -> once(address, read).status() == 200);
    }
  }

  /** One call on a connection of its own. */
  static HttpCaller.Reply once(URI address, byte[] request) {
    try (HttpCaller caller = new HttpCaller(address)) {
      return caller.call(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    api.close();
    meters.close();
  }
}
