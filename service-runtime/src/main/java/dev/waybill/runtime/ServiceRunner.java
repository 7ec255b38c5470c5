package dev.waybill.runtime;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the parts of a process: starts them in order, waits for SIGTERM or SIGINT, closes them in
 * reverse. A start that fails is told in plain sentences on the error stream and ends with a status
 * other than 0.
 */
public final class ServiceRunner {
  /** The exit status of a start that failed. */
  public static final int CANNOT_START = 1;

  /**
   * How long a stop by a signal may take; what has not closed by then is given up. Below the half
   * minute after which most managers of processes kill: nothing is lost then either, but it is the
   * parts' own bounds that should end a stop, and this one only where they add up.
   */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  private static final Logger log = LoggerFactory.getLogger(ServiceRunner.class);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Starts a part; whatever it is, it is closed before those that were started earlier. */
  public <T extends Service> T start(T service) {
    started.push(service);
    service.start();
    return service;
  }

  /** Takes over something that is open already. */
  public <T extends AutoCloseable> T own(T resource) {
    started.push(resource);
    return resource;
  }

  /** Waits until the process is asked to end. */
  public void awaitStop() throws InterruptedException {
    stopRequested.await();
  }

  /** Asks the process to end. */
  public void stop() {
    stopRequested.countDown();
  }

  private void closeAll() {
    while (!started.isEmpty()) {
      AutoCloseable resource = started.pop();
      try {
        resource.close();
      } catch (Exception e) {
        log.warn("closing failed: part={} reason={}", resource.getClass().getSimpleName(), e + "");
        log.debug("closing failed", e);
      }
    }
    stopped.countDown();
  }

  /**
   * Runs a process to its end.
   *
   * @param body starts the parts and returns the exit status, usually after {@link #awaitStop()}
   * @param err where a failed start is told
   * @return the exit status
   */
  public static int run(PrintStream err, ServiceRunner runner, Callable<Integer> body) {
    Thread hook = new Thread(runner::stopFromSignal, "waybill-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return body.call();
    } catch (StartupException e) {
      log.debug("cannot start", e);
      err.println("waybill: " + e.getMessage());
      return CANNOT_START;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CANNOT_START;
    } catch (Exception e) {
      log.debug("failed", e);
      err.println("waybill: stopped by an unexpected error: " + e);
      return CANNOT_START;
    } finally {
      runner.closeAll();
    }
  }

  /** The JVM ends when its hooks have: so this one waits until everything is closed. */
  private void stopFromSignal() {
    stopWithin(STOP_LIMIT);
  }

  /** False if parts were given up. */
  boolean stopWithin(Duration limit) {
    stop();
    try {
      boolean inTime = stopped.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        log.warn(
            "the stop takes longer than {} s; what is still open is given up", limit.toSeconds());
      }
      return inTime;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
