package dev.waybill.bench.backlog;

import com.sun.management.ThreadMXBean;
import dev.waybill.lane.host.StoreKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The process that is measured: fills one lane and tells what an operation costs at each depth, in
 * lines that {@link Backlog} reads.
 */
public final class BacklogMain {
  /** Depth, nanoseconds of wall clock and of the thread's CPU for an operation. */
  static final String COST = "cost ";

  /** The same of the shallow lane that takes turns with it. */
  static final String BESIDE = "beside ";

  /** Depth, bytes of heap held after a collection. */
  static final String HELD = "held ";

  /** Milliseconds from opening the stores until the engine takes events. */
  static final String RESTART = "restart ";

  /** Bytes of heap that were ever in use; bytes that the process ever had in memory. */
  static final String PEAK = "peak ";

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration LATER = Duration.ofHours(3);
  private static final long SEED = 20_261_122;
  private static final String SHALLOW = "shallow";
  private static final int MEASUREMENTS = 3;
  private static final int PROGRESS = 500_000;
  private static final double NANOS_PER_MS = 1e6;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String MOST_RESIDENT = "VmHWM:";

  private BacklogMain() {}

  /** Takes the kind of store, a folder, operations per measurement and to warm up, and depths. */
  public static void main(String[] args) throws IOException {
    StoreKind kind = StoreKind.valueOf(args[0]);
    Path folder = Path.of(args[1]);
    long operations = Long.parseLong(args[2]);
    long warmUp = Long.parseLong(args[3]);
    try (TaskStores stores = TaskStores.open(kind, folder);
        TaskStores others = TaskStores.open(kind, folder.resolveSibling(SHALLOW))) {
      DeepLane lane = new DeepLane(stores, START, SEED);
      DeepLane shallow = new DeepLane(others, START, SEED + 2);
      long first = Long.parseLong(args[4]);
      shallow.fill(first);
      shallow.resume();
      shallow.turn(warmUp);
      lane.pause();
      for (int i = 4; i < args.length; i++) {
        deepen(lane, Long.parseLong(args[i]));
        lane.resume();
        lane.turn(operations);
        for (int j = 0; j < MEASUREMENTS; j++) {
          measure(BESIDE, lane.depth(), shallow, operations);
          measure(COST, lane.depth(), lane, operations);
        }
        lane.pause();
        say(HELD + lane.depth() + " " + held());
      }
    }
    if (kind == StoreKind.ROCKS_DB) {
      restart(kind, folder);
    }
    say(PEAK + mostHeap() + " " + mostResident());
  }

  private static void deepen(DeepLane lane, long depth) {
    while (lane.depth() < depth) {
      lane.fill(Math.min(PROGRESS, depth - lane.depth()));
      say("%,d waiting".formatted(lane.depth()));
    }
  }

  private static void measure(String of, long depth, DeepLane lane, long operations) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    lane.turn(operations);
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    wall = System.nanoTime() - wall;
    say(of + depth + " " + wall / operations + " " + cpu / operations);
  }

  /** After a clean stop: the same folder, a new heap. */
  private static void restart(StoreKind kind, Path folder) {
    long began = System.nanoTime();
    try (TaskStores stores = TaskStores.open(kind, folder)) {
      DeepLane lane = new DeepLane(stores, START.plus(LATER), SEED + 1);
      say(RESTART + (System.nanoTime() - began) / NANOS_PER_MS);
      say("%,d waiting after a restart".formatted(lane.depth()));
    }
  }

  private static long held() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** No less than there was: the pools had their peaks at different times. */
  private static long mostHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
  }

  private static long mostResident() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(MOST_RESIDENT))
          .map(line -> line.substring(MOST_RESIDENT.length()).strip().split(" ", -1)[0])
          .mapToLong(Long::parseLong)
          .map(kibibytes -> kibibytes << 10)
          .findFirst()
          .orElse(0);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
