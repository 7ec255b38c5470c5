package dev.waybill.bench.webhooks;

import dev.waybill.bench.backlog.TaskStores;
import dev.waybill.bench.frame.Spread;
import dev.waybill.lane.host.StoreKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process that is measured: parks retries, stops, starts again, and looks how late each is. It
 * tells its figures in lines that {@link ParkedRetries} reads.
 */
public final class ParkedMain {
  static final String FIGURE = "figure";
  static final String HEAP_EACH = "heap-each";
  static final String FIRST_MS = "first-ms";
  static final String P50_MS = "p50-ms";
  static final String P99_MS = "p99-ms";
  static final String WORST_MS = "worst-ms";

  /** From the restart to when the first is due: the bar is 30 s, so none is late by design. */
  private static final Duration LEAD = Duration.ofSeconds(2);

  private static final int TELL_EVERY = 100_000;
  private static final double NANOS_PER_MS = 1e6;

  private ParkedMain() {}

  /** Takes a folder, how many retries, and the seconds over which they fall due. */
  public static void main(String[] args) throws InterruptedException {
    Path folder = Path.of(args[0]);
    int retries = Integer.parseInt(args[1]);
    Duration over = Duration.ofSeconds(Long.parseLong(args[2]));
    long[] due = new long[retries];
    try (TaskStores stores = TaskStores.open(StoreKind.ROCKS_DB, folder)) {
      ParkedLanes lanes = new ParkedLanes(stores, due, over, ParkedLanes.BEGINNING);
      lanes.configure();
      stores.commit();
      long before = held();
      for (int i = 0; i < retries; i++) {
        lanes.park(i);
        if ((i + 1) % TELL_EVERY == 0) {
          say("%,d parked".formatted(i + 1));
        }
      }
      stores.commit();
      figure(HEAP_EACH, Math.max(0, held() - before) / (double) retries);
    }
    restart(folder, due, over);
  }

  private static void restart(Path folder, long[] due, Duration over) throws InterruptedException {
    long first = Long.MAX_VALUE;
    for (long one : due) {
      first = Math.min(first, one);
    }
    // From here on the lanes' time is that of this machine.
    long opened = System.nanoTime();
    long time = first - LEAD.toMillis();
    try (TaskStores stores = TaskStores.open(StoreKind.ROCKS_DB, folder)) {
      ParkedLanes lanes = new ParkedLanes(stores, due, over, time);
      say("open again after %,.0f ms".formatted((System.nanoTime() - opened) / NANOS_PER_MS));
      long[] late = lanes.letThemFallDue(opened, time, ParkedMain::say);
      figure(FIRST_MS, lanes.firstAfter() / NANOS_PER_MS);
      figure(P50_MS, Spread.percentile(late, 0.5) / NANOS_PER_MS);
      figure(P99_MS, Spread.percentile(late, 0.99) / NANOS_PER_MS);
      figure(WORST_MS, Spread.percentile(late, 1) / NANOS_PER_MS);
    }
  }

  private static long held() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void figure(String name, double value) {
    say(FIGURE + " " + name + " " + value);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
