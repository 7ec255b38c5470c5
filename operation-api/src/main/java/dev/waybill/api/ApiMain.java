package dev.waybill.api;

import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicAdmin;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.schemas.TopicPlan;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** {@code ./waybill api}: the API alone, on a Kafka that is there already. */
public final class ApiMain {
  private ApiMain() {}

  /** Every setting of the process. */
  public static List<Setting<?>> settings() {
    return Stream.of(
            ApiSettings.all(),
            TopicSettings.all(),
            List.<Setting<?>>of(SecretSettings.PUBLIC_KEY_FILE))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Runs the API until the process is asked to end.
   *
   * @param configurationFile null for none
   * @return the exit status
   */
  public static int run(
      Map<String, String> environment,
      @Nullable Path configurationFile,
      PrintStream out,
      PrintStream err) {
    ServiceRunner runner = new ServiceRunner();
    return ServiceRunner.run(
        err,
        runner,
        () -> {
          Settings settings = Settings.load(environment, configurationFile, settings());
          HttpServer server = start(settings, runner);
          out.printf(
              "Waybill's API is ready on http://%s:%d%n",
              settings.get(ApiSettings.HOST), server.port());
          runner.awaitStop();
          return 0;
        });
  }

  private static HttpServer start(Settings settings, ServiceRunner runner) {
    String host = settings.get(ApiSettings.HOST);
    TopicPlan plan = TopicSettings.plan(settings);
    KafkaClients kafka = new KafkaClients(settings.kafka());
    try (Admin admin = kafka.admin()) {
      TopicAdmin.verify(admin, plan);
    }
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    ApiService api =
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
                Path.of(settings.get(ApiSettings.DATA_FOLDER))));
    runner.start(api);
    return runner.own(
        HttpServer.start(
            host,
            settings.get(ApiSettings.PORT),
            routing -> {
              routing.register(new OperatorRoutes(health, meters));
              api.routing(routing);
            }));
  }

  /** Starts the process. */
  public static void main(String[] args) {
    System.exit(run(System.getenv(), null, System.out, System.err));
  }
}
