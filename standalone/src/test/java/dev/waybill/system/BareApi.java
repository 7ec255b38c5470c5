package dev.waybill.system;

import dev.waybill.api.ApiContext;
import dev.waybill.api.ApiService;
import dev.waybill.api.ApiSettings;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The API in this JVM with nothing around it: no Kafka, and a process that says it cannot go on. It
 * shows the answers that a healthy installation does not give.
 */
final class BareApi implements AutoCloseable {
  private static final String NOWHERE = "127.0.0.1:1";

  private final ApiService api;
  private final HttpServer server;

  /** One whose issuer does not answer, so that it can tell nothing. */
  static BareApi uncertain(Path folder) {
    return new BareApi(folder, Map.of("WAYBILL_AUTH_JWKS_URL", "http://" + NOWHERE + "/jwks"));
  }

  /** One that knows its callers, and reaches no Kafka. */
  static BareApi cutOff(Path folder) {
    return new BareApi(folder, Map.of());
  }

  /** One that grants a partner a single request within a minute. */
  static BareApi thrifty(Path folder) {
    return new BareApi(
        folder, Map.of("WAYBILL_API_REQUESTS_PER_MINUTE", "1", "WAYBILL_API_REQUEST_BURST", "1"));
  }

  private BareApi(Path folder, Map<String, String> environment) {
    SecretKeys.createIfMissing(folder);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    health.registerLiveness("test", () -> Optional.of("it is to be restarted"));
    api =
        new ApiService(
            new ApiContext(
                Settings.load(environment, null, ApiSettings.all()),
                new TopicPlan(Topics.unprefixed(), 1, (short) 1),
                new KafkaClients(Map.of("bootstrap.servers", NOWHERE)),
                SecretKeys.sealer(folder.resolve(SecretKeys.PUBLIC_FILE)),
                meters,
                health,
                InstantSource.system(),
                new SecureRandom(),
                "127.0.0.1",
                folder));
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            api.refusals(),
            routing -> {
              routing.register(new OperatorRoutes(health, meters));
              api.routing(routing);
            });
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  @Override
  public void close() {
    server.close();
    api.close();
  }
}
