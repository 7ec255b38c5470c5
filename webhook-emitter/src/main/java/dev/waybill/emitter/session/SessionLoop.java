package dev.waybill.emitter.session;

import dev.waybill.runtime.Service;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs sessions on a thread of its own, one after the other, until closed. It never dies silently:
 * what went wrong is its {@link #problem} until a round succeeds again. Thread-safe.
 */
public final class SessionLoop implements Service {
  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final String work;
  private final Supplier<? extends Session> sessions;
  private final Function<RuntimeException, Optional<String>> advice;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Session session;
  private volatile Optional<String> problem;

  /**
   * A loop that is not started yet.
   *
   * @param work what is done, for people, after "the": {@code fan-out}
   * @param thread the name of its thread
   * @param sessions opens the next
   * @param advice what people are to do about a failure that does not pass by itself
   */
  public SessionLoop(
      String work,
      String thread,
      Supplier<? extends Session> sessions,
      Function<RuntimeException, Optional<String>> advice) {
    this.work = work;
    this.sessions = sessions;
    this.advice = advice;
    this.thread = Thread.ofPlatform().name(thread).unstarted(this::run);
    this.problem = Optional.of("the " + work + " has not begun yet");
  }

  @Override
  public void start() {
    thread.start();
  }

  /** What keeps the work from being done; empty if nothing does. */
  public Optional<String> problem() {
    return thread.isAlive() || stopping.getCount() == 0
        ? problem
        : Optional.of("the thread of the " + work + " is not running");
  }

  private void run() {
    while (running()) {
      try (Session current = sessions.get()) {
        session = current;
        current.run(this::running, () -> problem = Optional.empty());
      } catch (RuntimeException e) {
        failed(e);
      } finally {
        session = null;
      }
    }
  }

  private void failed(RuntimeException e) {
    if (!running()) {
      return;
    }
    String what =
        advice
            .apply(e)
            .orElseGet(() ->
                "the %s failed and is tried again: %s"
                    .formatted(work, e.getClass().getSimpleName()));
    problem = Optional.of(what);
    log.warn("{}: {}", what, e.getMessage());
    log.debug("the {} failed", work, e);
    try {
      boolean stopped = stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("pause of the {} over: stopping={}", work, stopped);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean running() {
    return stopping.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  /** Has the session finish the step that it is at. */
  @Override
  public void close() {
    stopping.countDown();
    Session current = session;
    if (current != null) {
      current.wakeUp();
    }
    try {
      if (!thread.join(STOP_PATIENCE)) {
        log.warn("the {} does not stop; it is left to the end of the process", work);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
