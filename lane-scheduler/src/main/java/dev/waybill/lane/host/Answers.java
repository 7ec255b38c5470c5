package dev.waybill.lane.host;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for what an admin client was asked. */
final class Answers {
  private final Duration timeout;

  /**
   * Waits for each answer this long.
   *
   * @param timeout above 0
   */
  Answers(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * The answer.
   *
   * @throws KafkaException if it is a refusal or does not come, or the thread is interrupted
   */
  <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }
}
