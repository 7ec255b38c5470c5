package dev.waybill.api;

import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.ProcessUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Another instance of the API, as a real process that can be killed. */
final class ApiProcess extends ApiClient implements AutoCloseable {
  /** How long the others take a dead instance for one that lives. */
  static final String SESSION = System.getProperty("waybill.instances.session", "2s");

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String ISSUER_KEY = "development-issuer.jwk.json";
  private static final String READY = "ready";

  private final Path folder;
  private final int port;
  private final Map<String, String> environment;
  private ProcessUnderTest process;

  /**
   * Starts it on the same topics, with the same keys and issuer.
   *
   * @param first of the instances
   * @param folder of its own
   * @param port free
   */
  ApiProcess(ApiUnderTest first, Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.environment = new HashMap<>(ApiUnderTest.severalOn(port));
    environment.put("WAYBILL_KAFKA_BOOTSTRAP_SERVERS", KafkaFixture.shared().bootstrapServers());
    environment.put("WAYBILL_TOPICS_PREFIX", first.plan.topics().prefix());
    environment.put("WAYBILL_TOPICS_PARTITIONS", Integer.toString(first.plan.partitions()));
    environment.put("WAYBILL_TOPICS_REPLICATION_FACTOR", "1");
    environment.put("WAYBILL_SECRETS_PUBLIC_KEY_FILE", first.publicKeyFile().toString());
    environment.put("WAYBILL_API_DATA_FOLDER", folder.toString());
    environment.put("WAYBILL_WEBHOOKS_ALLOW_NETWORKS", "127.0.0.0/8");
    try {
      Files.createDirectories(folder);
      Files.copy(first.dataFolder().resolve(ISSUER_KEY), folder.resolve(ISSUER_KEY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = begin();
  }

  private ProcessUnderTest begin() {
    return ProcessUnderTest.start(
        "api-" + port,
        ProcessUnderTest.javaCommand(ApiProcess.class.getName()),
        folder,
        environment);
  }

  /** Waits until it answers. */
  void awaitStarted() {
    var _ = process.awaitLine(READY::equals, START_LIMIT);
  }

  /** {@code kill -9}, and at once another process in its place. */
  void killAndStart() {
    process.kill();
    process = begin();
  }

  @Override
  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    process.close();
  }

  /** The process: everything by the environment. */
  public static void main(String[] args) {
    ServiceRunner runner = new ServiceRunner();
    int status =
        ServiceRunner.run(
            System.err,
            runner,
            () -> {
              Settings settings =
                  Settings.load(
                      System.getenv(),
                      null,
                      Stream.of(ApiSettings.all(), TopicSettings.all(), SecretSettings.all())
                          .flatMap(List::stream)
                          .toList());
              var _ = ApiMain.start(settings, runner);
              System.out.println(READY);
              runner.awaitStop();
              return 0;
            });
    System.exit(status);
  }
}
