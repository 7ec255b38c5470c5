package dev.waybill.standalone;

import dev.waybill.demo.Demo;
import dev.waybill.runtime.ServiceRunner;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The demo on a standalone of its own: a temporary folder, free ports, nothing left behind. */
final class DemoCommand {
  private static final int FELL_SHORT = 1;

  private DemoCommand() {}

  static int run(ServiceRunner runner, PrintStream out) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path data = Files.createTempDirectory("waybill-demo-");
    runner.own(() -> delete(data));
    out.println("Waybill demo, data in " + data);
    Standalone standalone =
        Standalone.start(
            runner,
            new StandaloneOptions(0, 0, 0, data, null),
            System.getenv(),
            Clock.systemUTC(),
            what -> out.println("  " + what + " ..."));
    out.printf("Started on %s in %.1f s.%n", standalone.url(), seconds(start));
    Demo demo =
        new Demo(
            new Demo.Addresses(
                standalone.url(), standalone.simulatorUrl(), standalone.bootstrapServers()),
            Clock.systemUTC(),
            out,
            isTerminal());
    List<String> shortcomings = demo.run();
    shortcomings.forEach(shortcoming -> out.println("FELL SHORT: " + shortcoming));
    out.printf(
        "%s in %.1f s.%n",
        shortcomings.isEmpty() ? "All as it should be" : "Not all as it should be", seconds(start));
    return shortcomings.isEmpty() ? 0 : FELL_SHORT;
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is no terminal
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static double seconds(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis() / 1_000.0;
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, java.io.IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
