package dev.waybill.standalone;

import dev.waybill.runtime.ServiceRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}. */
@Command(name = "start", description = "Everything in one process; data survives restarts.")
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "" + StandaloneOptions.DEFAULT_PORT,
      description = "API, health and metrics; 0 picks a free port (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--kafka-port",
      defaultValue = "" + StandaloneOptions.DEFAULT_KAFKA_PORT,
      description = "Broker (default: ${DEFAULT-VALUE}).")
  int kafkaPort;

  @Option(
      names = "--simulator-port",
      defaultValue = "" + StandaloneOptions.DEFAULT_SIMULATOR_PORT,
      description = "TSP simulator (default: ${DEFAULT-VALUE}).")
  int simulatorPort;

  @Option(
      names = "--data",
      defaultValue = "./data",
      paramLabel = "DIR",
      description = "What survives (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("data");

  @CommandLine.Mixin ConfigOption file = new ConfigOption();

  @Override
  public Integer call() {
    ServiceRunner runner = new ServiceRunner();
    StandaloneOptions options =
        new StandaloneOptions(port, kafkaPort, simulatorPort, data, file.config);
    return ServiceRunner.run(
        System.err,
        runner,
        () -> {
          Standalone standalone =
              Standalone.start(
                  runner, options, System.getenv(), Clock.systemUTC(), StartCommand::progress);
          System.out.println(
              "Kafka is on %s, the TSP simulator on %s, data in %s"
                  .formatted(
                      standalone.bootstrapServers(),
                      standalone.simulatorUrl(),
                      data.toAbsolutePath().normalize()));
          System.out.println("Waybill is ready on " + standalone.url());
          System.out.flush();
          runner.awaitStop();
          return 0;
        });
  }

  private static void progress(String what) {
    System.err.println("waybill: " + what + " ...");
  }
}
