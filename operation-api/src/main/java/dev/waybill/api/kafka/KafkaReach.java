package dev.waybill.api.kafka;

import dev.waybill.runtime.Service;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;

/** Asks Kafka every few seconds whether it is there; a consumer alone waits without a word. */
public final class KafkaReach implements Service {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Admin admin;
  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofVirtual().name("waybill-api-kafka-reach").unstarted(this::run);

  /**
   * Makes it.
   *
   * @param admin stays the caller's
   */
  public KafkaReach(Admin admin) {
    this.admin = admin;
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Why Kafka could not be reached when asked last, if it could not. */
  public Optional<String> problem() {
    return problem.get();
  }

  private void run() {
    try {
      do {
        ask();
      } while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() throws InterruptedException {
    try {
      admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      problem.set(Optional.empty());
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      problem.set(Optional.of("Kafka does not answer: " + e));
    }
  }

  @Override
  public void close() {
    stopping.countDown();
    thread.interrupt();
  }
}
