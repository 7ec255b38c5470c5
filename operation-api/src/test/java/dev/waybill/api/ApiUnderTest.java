package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.testing.KafkaFixture;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The API on a real port and a real broker, and a client that calls it. */
final class ApiUnderTest extends ApiClient implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** Of one partner as of all. */
  static final int BATCHES = 4;

  static final Duration BODY_PATIENCE = Duration.ofSeconds(2);

  final TopicPlan plan;
  final KafkaClients kafka;
  final SecretOpener opener;
  private final Path folder;
  private final Path secrets;
  private final Map<String, String> environment;
  private final int port;
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
    this(
        folder,
        port,
        new TopicPlan(KafkaFixture.shared().createTopics(PARTITIONS), PARTITIONS, (short) 1),
        new KafkaClients(KafkaFixture.shared().clientSettings()));
  }

  /**
   * One on a broker of its own.
   *
   * @param plan of topics that are there
   */
  ApiUnderTest(Path folder, int port, TopicPlan plan, KafkaClients kafka) {
    this.folder = folder;
    this.plan = plan;
    this.kafka = kafka;
    SecretKeys.createIfMissing(folder);
    secrets = folder;
    opener = SecretKeys.opener(folder.resolve(SecretKeys.PRIVATE_FILE));
    this.port = port;
    environment = port == 0 ? Map.of() : severalOn(port);
    start();
  }

  static Map<String, String> severalOn(int port) {
    return Map.of(
        "WAYBILL_API_PEER_SECRET",
        "a secret of tests only, long enough to be one",
        "WAYBILL_API_PORT",
        Integer.toString(port),
        "WAYBILL_API_SESSION_TIMEOUT",
        ApiProcess.SESSION);
  }

  /** The folder of the instance itself. */
  Path dataFolder() {
    return folder.resolve("api");
  }

  /** The key that secrets are sealed with. */
  Path publicKeyFile() {
    return secrets.resolve(SecretKeys.PUBLIC_FILE);
  }

  private void start() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WAYBILL_API_STOP_PATIENCE", "1s");
    all.put("WAYBILL_API_BODY_PATIENCE", BODY_PATIENCE.toSeconds() + "s");
    all.put("WAYBILL_API_BATCHES", Integer.toString(BATCHES));
    all.put("WAYBILL_API_PARTNER_BATCHES", Integer.toString(BATCHES));
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
                SecretKeys.sealer(publicKeyFile()),
                meters,
                health,
                Clock.systemUTC(),
                new SecureRandom(),
                "127.0.0.1",
                dataFolder()));
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

  @Override
  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + (port == 0 ? server.port() : port) + path);
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
    api.drain();
    server.close();
    api.close();
  }
}
