package dev.waybill.standalone;

import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A process that is one service, on a Kafka that is there already. */
final class ServiceProcess {
  private ServiceProcess() {}

  /** Starts a service. */
  @FunctionalInterface
  interface Start {
    /**
     * Starts it.
     *
     * @param runner owns what is started
     * @return the address that it listens on
     */
    String start(Settings settings, ServiceRunner runner);
  }

  static int run(String name, @Nullable Path config, Start start) {
    ServiceRunner runner = new ServiceRunner();
    return ServiceRunner.run(
        System.err,
        runner,
        () -> {
          Settings settings = StandaloneSettings.service(System.getenv(), config);
          String address = start.start(settings, runner);
          System.out.println("Waybill's " + name + " is ready on " + address);
          System.out.flush();
          runner.awaitStop();
          return 0;
        });
  }
}
