package dev.waybill.worker;

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
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;

/**
 * The worker as a process of its own: wiring, and the only place of this module that asks the
 * system's clock.
 */
public final class WorkerMain {
  private WorkerMain() {}

  /**
   * Starts a worker with its health and metrics.
   *
   * @param runner owns what is started
   * @return the address of health and metrics
   * @throws dev.waybill.runtime.StartupException if it cannot start
   */
  public static String start(Settings settings, ServiceRunner runner) {
    TopicPlan plan = TopicSettings.plan(settings);
    KafkaClients kafka = new KafkaClients(settings.kafka());
    kafka.requireReachable();
    try (Admin admin = kafka.admin()) {
      TopicAdmin.verify(admin, plan);
    }
    PrometheusMeterRegistry meters = ServiceMeters.of(runner);
    HealthRegistry health = new HealthRegistry();
    runner.start(
        new WorkerService(
            settings,
            kafka,
            plan,
            SecretKeys.opener(Path.of(settings.get(SecretSettings.PRIVATE_KEY_FILE))),
            meters,
            health,
            Clock.systemUTC()));
    String host = settings.get(WorkerSettings.HOST);
    HttpServer server =
        runner.own(
            HttpServer.start(
                host,
                settings.get(WorkerSettings.PORT),
                routing -> routing.register(new OperatorRoutes(health, meters))));
    return "http://" + host + ":" + server.port();
  }
}
