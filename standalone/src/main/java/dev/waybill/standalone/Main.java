package dev.waybill.standalone;

import dev.waybill.api.ApiMain;
import dev.waybill.emitter.EmitterMain;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicAdmin;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.worker.WorkerMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command line, {@code ./waybill COMMAND} (CONTRACT 1). */
@Command(
    name = "waybill",
    description = "An event-driven, asynchronous operation processor on Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "Waybill 0.1.0",
    subcommands = {
      Main.Demo.class,
      StartCommand.class,
      SimulatorCommand.class,
      Main.Api.class,
      Main.Worker.class,
      Main.Emitter.class,
      Main.TopicsCommand.class,
      Main.Keys.class,
      DeadLettersCommand.class,
      RedriveCommand.class
    })
public final class Main implements Callable<Integer> {
  private static final int WRONG_USE = 2;
  private static final String LOG_LEVEL = "WAYBILL_LOG_LEVEL";

  /** What people run before their own eyes, who want to hear of trouble only. */
  private static final Set<String> PERSONAL =
      Set.of("demo", "start", "topics", "keys", "simulator", "dead-letters", "redrive");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    if (args.length > 0 && PERSONAL.contains(args[0])) {
      // Before the first logger is made; the environment still wins over a property.
      System.setProperty(LOG_LEVEL, System.getenv().getOrDefault(LOG_LEVEL, "WARN"));
    }
    // Helidon speaks to java.util.logging; everything else to SLF4J already.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int status = new CommandLine(new Main()).execute(args);
    System.out.flush();
    System.exit(status);
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(System.err);
    }
    return WRONG_USE;
  }

  /** {@code demo}. */
  @Command(
      name = "demo",
      description = "The main job, start to end, on a broker of its own; prints what happened.")
  static final class Demo implements Callable<Integer> {
    @Override
    public Integer call() {
      ServiceRunner runner = new ServiceRunner();
      return ServiceRunner.run(System.err, runner, () -> DemoCommand.run(runner, System.out));
    }
  }

  /** {@code api}. */
  @Command(name = "api", description = "The API alone, on a Kafka that is there already.")
  static final class Api implements Callable<Integer> {
    @CommandLine.Mixin ConfigOption file = new ConfigOption();

    @Override
    public Integer call() {
      return ServiceProcess.run(
          "API",
          file.config,
          (settings, runner) ->
              ApiMain.start(settings, runner, runner.own(new DryRunTranslator(settings))));
    }
  }

  /** {@code worker}. */
  @Command(name = "worker", description = "A worker alone: scheduler and executors.")
  static final class Worker implements Callable<Integer> {
    @CommandLine.Mixin ConfigOption file = new ConfigOption();

    @Override
    public Integer call() {
      return ServiceProcess.run("worker", file.config, WorkerMain::start);
    }
  }

  /** {@code emitter}. */
  @Command(name = "emitter", description = "A webhook emitter alone.")
  static final class Emitter implements Callable<Integer> {
    @CommandLine.Mixin ConfigOption file = new ConfigOption();

    @Override
    public Integer call() {
      return ServiceProcess.run("emitter", file.config, EmitterMain::start);
    }
  }

  /** {@code topics}. */
  @Command(name = "topics", description = "Creates the topics, or checks those that are there.")
  static final class TopicsCommand implements Callable<Integer> {
    @CommandLine.Mixin ConfigOption file = new ConfigOption();

    @Override
    public Integer call() {
      return ServiceRunner.run(
          System.err,
          new ServiceRunner(),
          () -> {
            Settings settings = StandaloneSettings.service(System.getenv(), file.config);
            KafkaClients kafka = new KafkaClients(settings.kafka());
            kafka.requireReachable();
            try (Admin admin = kafka.admin()) {
              List<String> created = TopicAdmin.ensure(admin, TopicSettings.plan(settings));
              created.forEach(topic -> System.out.println("created " + topic));
              System.out.println("all topics are there");
            }
            return 0;
          });
    }
  }

  /** {@code keys}. */
  @Command(
      name = "keys",
      description = "Makes the key pair for credentials and webhook secrets, unless it is there.")
  static final class Keys implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Where the two files are put.")
    Path folder = Path.of("secrets");

    @Override
    public Integer call() {
      return ServiceRunner.run(
          System.err,
          new ServiceRunner(),
          () -> {
            SecretKeys.createIfMissing(folder);
            System.out.println("keys are in " + folder.toAbsolutePath().normalize());
            return 0;
          });
    }
  }
}
