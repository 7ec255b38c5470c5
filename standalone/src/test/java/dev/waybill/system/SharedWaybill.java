package dev.waybill.system;

import dev.waybill.testing.guarantees.SimulatorControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One running standalone for all tests of this JVM that do not kill it; each test has connections
 * and fleets of its own. The first use starts it, the JVM's end stops it.
 *
 * @param process to ask for addresses only
 * @param data its data folder
 */
record SharedWaybill(WaybillProcess process, Path data, SimulatorControl simulator) {

  static SharedWaybill get() {
    return Holder.INSTANCE;
  }

  /** A new session of a development client, {@code demo} or {@code other}. */
  Partner partner(String clientId) {
    return Partner.signIn(process.url(), clientId);
  }

  private static final class Holder {
    static final SharedWaybill INSTANCE = start();

    private static SharedWaybill start() {
      try {
        Path folder = Files.createTempDirectory("waybill-system-test-");
        Path data = folder.resolve("data");
        WaybillProcess process = WaybillProcess.start(data);
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      process.close();
                      delete(folder);
                    },
                    "stop-shared-waybill"));
        return new SharedWaybill(process, data, new SimulatorControl(process.simulatorUrl()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("a temporary folder is left: " + folder + " (" + e + ")");
    }
  }
}
