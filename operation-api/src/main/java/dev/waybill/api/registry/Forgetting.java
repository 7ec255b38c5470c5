package dev.waybill.api.registry;

import dev.waybill.runtime.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rows off registries once they have been over for long, a bounded number at a time, on a
 * thread of its own.
 */
public final class Forgetting implements Service {
  private static final Logger log = LoggerFactory.getLogger(Forgetting.class);
  private static final Duration REST = Duration.ofHours(1);
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final int STEP = 100;

  /** What it waits for the end of a step, which writes by a producer that is closed next. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final List<Registry<?>> registries;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /** Forgets nothing until it is started; the registries are to be started before. */
  public Forgetting(List<Registry<?>> registries, InstantSource clock) {
    this.registries = List.copyOf(registries);
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("waybill-api-forgetting").unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      boolean stopped = false;
      while (!stopped) {
        Duration rest = step(clock.instant()) ? REST : BETWEEN_STEPS;
        stopped = stopping.await(rest.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A step of each; false if one of them may have more. */
  private boolean step(Instant now) {
    boolean isDone = true;
    for (Registry<?> registry : registries) {
      if (stopping.getCount() == 0) {
        return true;
      }
      try {
        isDone &= registry.forget(now, STEP) < STEP;
      } catch (KafkaException e) {
        log.warn("old rows were not ended: reason={}", e.toString());
      }
    }
    return isDone;
  }

  @Override
  public void close() {
    stopping.countDown();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join(STOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
