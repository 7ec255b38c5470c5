package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.testing.KafkaFixture;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The API on a real port and a real broker, and a client that calls it. */
final class ApiUnderTest implements AutoCloseable {
  static final int PARTITIONS = 4;

  final TopicPlan plan;
  final KafkaClients kafka;
  final SecretOpener opener;
  private final Path folder;
  private final Path secrets;
  private final Map<String, String> environment;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private ApiService api;
  private HttpServer server;

  ApiUnderTest(Path folder) {
    this(folder, 0);
  }

  /**
   * The first of several instances.
   *
   * @param port free; 0 for the only instance, on any port
   */
  ApiUnderTest(Path folder, int port) {
    KafkaFixture fixture = KafkaFixture.shared();
    this.folder = folder;
    plan = new TopicPlan(fixture.createTopics(PARTITIONS), PARTITIONS, (short) 1);
    kafka = new KafkaClients(fixture.clientSettings());
    SecretKeys.createIfMissing(folder);
    secrets = folder;
    opener = SecretKeys.opener(folder.resolve(SecretKeys.PRIVATE_FILE));
    this.port = port;
    environment = port == 0 ? Map.of() : severalOn(port);
    start();
  }

  private ApiUnderTest(ApiUnderTest first, Path folder, int port) {
    plan = first.plan;
    kafka = first.kafka;
    secrets = first.secrets;
    opener = first.opener;
    this.folder = folder;
    this.port = port;
    environment = severalOn(port);
    copyIssuer(first.folder, folder);
    start();
  }

  private static Map<String, String> severalOn(int port) {
    return Map.of(
        "WAYBILL_API_PEER_SECRET",
        "a secret of tests only, long enough to be one",
        "WAYBILL_API_PORT",
        Integer.toString(port));
  }

  /**
   * Another instance on the same topics, with the same keys and issuer.
   *
   * @param ownPort free
   */
  ApiUnderTest another(Path ownFolder, int ownPort) {
    return new ApiUnderTest(this, ownFolder, ownPort);
  }

  private static void copyIssuer(Path from, Path to) {
    String file = "api/development-issuer.jwk.json";
    try {
      Files.createDirectories(to.resolve("api"));
      Files.copy(from.resolve(file), to.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WAYBILL_WEBHOOKS_ALLOW_NETWORKS", "127.0.0.0/8");
    Settings settings = Settings.load(all, null, ApiSettings.all());
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    api =
        new ApiService(
            new ApiContext(
                settings,
                plan,
                kafka,
                SecretKeys.sealer(secrets.resolve(SecretKeys.PUBLIC_FILE)),
                meters,
                health,
                Clock.systemUTC(),
                new SecureRandom(),
                "127.0.0.1",
                folder.resolve("api")));
    server =
        HttpServer.start(
            "127.0.0.1",
            port,
            api.refusals(),
            routing -> {
              routing.register(new OperatorRoutes(health, meters));
              api.routing(routing);
            });
    api.start();
  }

  /** Stops the API and starts it again on the same data. */
  void restart() {
    restart(() -> {});
  }

  /** The same, with something that happens while it is down. */
  void restart(Runnable meanwhile) {
    close();
    meanwhile.run();
    start();
  }

  String token(String client) {
    return token(client, "");
  }

  String token(String client, String more) {
    Answer answer =
        send(
            HttpRequest.newBuilder(uri("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=%s&client_secret=%s%s"
                            .formatted(client, client, more))));
    return answer.json().get("access_token").asString();
  }

  Answer get(String token, String path) {
    return call("GET", token, path, null);
  }

  Answer call(
      String method,
      @Nullable String token,
      String path,
      @Nullable String body,
      String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(
        request.method(
            method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + (port == 0 ? server.port() : port) + path);
  }

  /** Makes a connection and tells its id. */
  UUID connection(String token, String more) {
    UUID id = UUID.randomUUID();
    Answer answer =
        call(
            "PUT",
            token,
            "/v2/integrations/connections/" + id,
            "{\"source_name\":\"simulator\"%s}".formatted(more));
    if (answer.status() != 201) {
      throw new AssertionError(answer.body());
    }
    return id;
  }

  /** Writes a record as any producer could. */
  void produce(String topic, int partition, String key, byte[] value) {
    try (Producer<byte[], byte[]> producer = kafka.producer(Map.of())) {
      producer.send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int partition(UUID connectionId) {
    return Partitions.of(connectionId, PARTITIONS);
  }

  @Override
  public void close() {
    server.close();
    api.close();
  }

  /** An answer with its JSON. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    JsonNode json() {
      return Json.mapper().readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String code() {
      return json().get("code").asString();
    }

    Stream<String> pointers() {
      return json().get("errors").valueStream().map(e -> e.get("pointer").asString());
    }
  }
}
