package dev.waybill.standalone;

import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.StartupException;
import dev.waybill.simulator.TspSimulator;
import java.io.IOException;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulator}. */
@Command(name = "simulator", description = "The TSP simulator alone.")
final class SimulatorCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "" + StandaloneOptions.DEFAULT_SIMULATOR_PORT,
      description = "0 picks a free port (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Override
  public Integer call() {
    ServiceRunner runner = new ServiceRunner();
    return ServiceRunner.run(
        System.err,
        runner,
        () -> {
          FreePort.check(host, port);
          TspSimulator simulator = runner.own(listen());
          System.out.println("The TSP simulator is ready on " + simulator.baseUrl());
          System.out.flush();
          runner.awaitStop();
          return 0;
        });
  }

  private TspSimulator listen() {
    try {
      return TspSimulator.start(host, port, Clock.systemUTC(), new SplittableRandom());
    } catch (IOException e) {
      throw new StartupException(
          "the simulator cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
  }
}
