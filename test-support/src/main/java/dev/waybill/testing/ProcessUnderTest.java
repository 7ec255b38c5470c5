package dev.waybill.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real process that a test starts, listens to, and may kill.
 *
 * <p>It never outlives the test: {@link #close()} kills it with all that it started, and so does
 * the end of the test's JVM. Safe for use by many threads.
 */
public final class ProcessUnderTest implements AutoCloseable {
  private static final Set<ProcessUnderTest> LIVE = ConcurrentHashMap.newKeySet();
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int TAIL = 40;

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> LIVE.forEach(ProcessUnderTest::kill), "kill-processes-under-test"));
  }

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Object monitor = new Object();
  private boolean outputEnded;

  private ProcessUnderTest(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts a command; its errors go where its output goes.
   *
   * @param name for messages
   * @param folder to run in
   * @param environment added to this process's own
   */
  public static ProcessUnderTest start(
      String name, List<String> command, Path folder, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      ProcessUnderTest started = new ProcessUnderTest(name, builder.start());
      LIVE.add(started);
      Thread.ofVirtual().name("output-of-" + name).start(started::readOutput);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started", e);
    }
  }

  /** The command for a main class with this JVM's Java and class path, compiled in haste. */
  public static List<String> javaCommand(String mainClass, String... arguments) {
    return javaCommand(List.of(), mainClass, arguments);
  }

  /**
   * The same with other classes in front of the class path.
   *
   * @param before folders whose classes replace those of the same name
   */
  public static List<String> javaCommand(List<Path> before, String mainClass, String... arguments) {
    Stream<String> classPath =
        Stream.concat(
            before.stream().map(Path::toString), Stream.of(System.getProperty("java.class.path")));
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath.collect(Collectors.joining(File.pathSeparator)),
                mainClass),
            Stream.of(arguments))
        .toList();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All lines that it wrote so far. */
  public List<String> lines() {
    synchronized (monitor) {
      return List.copyOf(lines);
    }
  }

  /**
   * Waits for a line, among those already written, too.
   *
   * @return the first such line
   * @throws AssertionError if none comes within the limit or before its output ends; the message
   *     shows what it wrote last
   */
  public String awaitLine(Predicate<String> wanted, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (monitor) {
      int looked = 0;
      while (true) {
        for (; looked < lines.size(); looked++) {
          if (wanted.test(lines.get(looked))) {
            return lines.get(looked);
          }
        }
        long left = deadline - System.nanoTime();
        if (outputEnded || left <= 0) {
          throw new AssertionError(
              name
                  + (outputEnded ? " ended" : " went on for " + limit)
                  + " without the line waited for; it wrote last:\n"
                  + tail());
        }
        pause(left);
      }
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit status, 128 + the signal's number when it was killed by one
   * @throws AssertionError if it still runs after the limit
   */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError(
            name + " still runs after " + limit + "; it wrote last:\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Asks it to end, as SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  /** SIGSTOP: it stands still, and everybody else sees no more of it than of a dead one. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if nothing had happened, with all that it had in hand. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process sender =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      if (!sender.waitFor(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS) || sender.exitValue() != 0) {
        throw new AssertionError("SIG" + name + " could not be sent to " + this.name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** {@code kill -9} for it and all that it started; returns when it is gone. */
  public void kill() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    awaitExit(KILL_LIMIT);
    LIVE.remove(this);
  }

  @Override
  public void close() {
    kill();
  }

  private void readOutput() {
    try (BufferedReader output = process.inputReader()) {
      for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (monitor) {
          lines.add(line);
          monitor.notifyAll();
        }
      }
    } catch (IOException e) {
      // The pipe of a killed process may break in the middle of a line: an end as well.
    } finally {
      synchronized (monitor) {
        outputEnded = true;
        monitor.notifyAll();
      }
    }
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(monitor, nanos);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private String tail() {
    List<String> all = lines();
    return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
  }

  private IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for " + name, e);
  }
}
