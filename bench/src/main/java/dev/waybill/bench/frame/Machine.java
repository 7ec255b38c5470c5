package dev.waybill.bench.frame;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What figures hang on beside the program: the machine, the JVM, and who else is using them. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Machine() {}

  /** Lines that stand above a table. */
  public static List<String> describe() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    return List.of(
        "machine: %d cores, %s, %,d MiB; %s %s"
            .formatted(
                SYSTEM.getAvailableProcessors(),
                processor(),
                SYSTEM.getTotalMemorySize() >> 20,
                SYSTEM.getName(),
                SYSTEM.getArch()),
        "java: %s %s; %s"
            .formatted(
                runtime.getVmName(),
                runtime.getVmVersion(),
                String.join(" ", runtime.getInputArguments())),
        String.format(
            Locale.ROOT,
            "load of the machine when it began: %.2f (above 1 others use it too)",
            SYSTEM.getSystemLoadAverage()));
  }

  /** CPU time that this process has used. */
  public static Duration cpuOfThisProcess() {
    return Duration.ofNanos(SYSTEM.getProcessCpuTime());
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("processor not named");
    } catch (IOException e) {
      return "processor not named";
    }
  }
}
