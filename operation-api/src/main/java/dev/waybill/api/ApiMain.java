package dev.waybill.api;

import dev.waybill.api.operations.Translator;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicAdmin;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.metrics.ServiceMeters;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.schemas.TopicPlan;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;

/**
 * The API as a process of its own: wiring, and the only place of this module that asks the system's
 * clock.
 */
public final class ApiMain {
  private ApiMain() {}

  /**
   * Starts the API on a Kafka that is there already, in a process without adapters.
   *
   * @param settings {@link ApiSettings}, {@link TopicSettings} and {@link SecretSettings} among
   *     them
   * @param runner owns what is started
   * @return the API's address
   * @throws dev.waybill.runtime.StartupException if it cannot start
   */
  public static String start(Settings settings, ServiceRunner runner) {
    return start(settings, runner, Translator.NONE);
  }

  /**
   * Starts the API on a Kafka that is there already.
   *
   * @param settings {@link ApiSettings}, {@link TopicSettings} and {@link SecretSettings} among
   *     them
   * @param runner owns what is started
   * @param translator for dry runs; stays the caller's
   * @return the API's address
   * @throws dev.waybill.runtime.StartupException if it cannot start
   */
  public static String start(Settings settings, ServiceRunner runner, Translator translator) {
    String host = settings.get(ApiSettings.HOST);
    TopicPlan plan = TopicSettings.plan(settings);
    KafkaClients kafka = new KafkaClients(settings.kafka());
    kafka.requireReachable();
    try (Admin admin = kafka.admin()) {
      TopicAdmin.verify(admin, plan);
    }
    PrometheusMeterRegistry meters = ServiceMeters.of(runner);
    HealthRegistry health = new HealthRegistry();
    ApiService api =
        runner.start(
            new ApiService(
                new ApiContext(
                    settings,
                    plan,
                    kafka,
                    SecretKeys.sealer(Path.of(settings.get(SecretSettings.PUBLIC_KEY_FILE))),
                    meters,
                    health,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    host,
                    Path.of(settings.get(ApiSettings.DATA_FOLDER))),
                translator));
    HttpServer server =
        runner.own(
            HttpServer.start(
                host,
                settings.get(ApiSettings.PORT),
                api.refusals(),
                routing -> {
                  routing.register(new OperatorRoutes(health, meters));
                  api.routing(routing);
                }));
    runner.own(api::drain); // closed first
    return "http://" + host + ":" + server.port();
  }
}
