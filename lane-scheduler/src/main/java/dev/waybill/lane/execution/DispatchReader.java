package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads dispatches and hands over as many as there are places for, after their positions were
 * committed: whoever reads this partition next never acts on them again, and what was never
 * reported is found out by its deadline. Of one thread.
 */
final class DispatchReader implements AutoCloseable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchReader.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);
  private static final Duration SLOT_WAIT = Duration.ofMillis(50);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Attempts attempts;
  private final DispatchQueue queue = new DispatchQueue();

  DispatchReader(Consumer<byte[], byte[]> consumer, String topic, Attempts attempts) {
    this.consumer = consumer;
    this.attempts = attempts;
    consumer.subscribe(List.of(topic), this);
  }

  /** Reads what there is and starts what there is room for; waits a little if there is neither. */
  void step() throws InterruptedException {
    try {
      fetchOnlyWhatIsNotQueued();
      queue.add(consumer.poll(queue.isEmpty() ? IDLE_POLL : Duration.ZERO));
      if (!queue.isEmpty()) {
        long seen = attempts.changes();
        if (!take()) {
          attempts.awaitChange(seen, SLOT_WAIT);
        }
      }
    } catch (InvalidOffsetException e) {
      beginAtBeginning(e);
    }
  }

  /** False if there was no place for anything. */
  private boolean take() {
    DispatchQueue.Batch<Attempts.Reserved> batch = queue.peek(attempts::reserve);
    if (batch.taken().isEmpty()) {
      return false;
    }
    boolean committed = false;
    try {
      consumer.commitSync(batch.positions(), COMMIT_TIMEOUT);
      committed = true;
    } catch (RebalanceInProgressException | CommitFailedException | TimeoutException e) {
      // Nothing was started. What is still ours is taken at the next step, the rest is dropped by
      // the rebalance.
      LOG.atDebug().setCause(e).log("positions could not be committed now");
    } finally {
      if (!committed) {
        batch.taken().forEach(Attempts.Reserved::giveBack);
      }
    }
    if (committed) {
      queue.remove(batch);
      batch.taken().forEach(Attempts.Reserved::start);
    }
    return committed;
  }

  /** A queue of its own for each partition would grow without end behind one that is full. */
  private void fetchOnlyWhatIsNotQueued() {
    Set<TopicPartition> wanted = new HashSet<>(queue.partitions());
    Set<TopicPartition> paused = consumer.paused();
    if (wanted.equals(paused)) {
      return;
    }
    Set<TopicPartition> resumed = new HashSet<>(paused);
    resumed.removeAll(wanted);
    wanted.removeAll(paused);
    consumer.resume(resumed);
    consumer.pause(wanted);
  }

  /**
   * No position yet, or one that retention has overtaken: old dispatches are refused by their time,
   * so reading them is safe.
   */
  private void beginAtBeginning(InvalidOffsetException e) {
    if (e instanceof OffsetOutOfRangeException) {
      LOG.atWarn()
          .addKeyValue("partitions", e.partitions())
          .log("dispatches were deleted before they were read");
    }
    consumer.seekToBeginning(e.partitions());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    queue.drop(partitions);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // Positions come from the group.
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    } catch (KafkaException e) {
      LOG.atDebug().setCause(e).log("the consumer did not close cleanly");
    }
  }
}
