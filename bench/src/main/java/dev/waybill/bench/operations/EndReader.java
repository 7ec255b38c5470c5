package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.bench.frame.MeasurementException;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the results of a run, read committed, on a thread of its own until every operation has
 * ended, and sees that each ends once and well. Values are looked at with the least effort: reading
 * is not what is measured.
 */
final class EndReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Journal journal;
  private final Ends ends;
  private final BitSet seen;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private volatile int count;
  private volatile long last;
  private volatile @Nullable String problem;

  /** Finds the end of an operation in a record. */
  @FunctionalInterface
  interface Ends {
    int NOT_AN_END = -1;

    /**
     * The number of the operation that ended well, or {@link #NOT_AN_END}.
     *
     * @throws MeasurementException if one ended badly
     */
    int number(byte[] value);
  }

  EndReader(Consumer<byte[], byte[]> consumer, Journal journal, Ends ends) {
    this.consumer = consumer;
    this.journal = journal;
    this.ends = ends;
    this.seen = new BitSet(journal.operations());
    this.thread = Thread.ofPlatform().name("bench-ends").start(this::read);
  }

  /** Ends seen so far. */
  int count() {
    return count;
  }

  /**
   * Goes on if all is well.
   *
   * @throws MeasurementException if ends are bad or double, or cannot be read
   */
  void check() {
    String bad = problem;
    if (bad != null) {
      throw new MeasurementException(bad);
    }
  }

  /** When the last end was seen. */
  long last() {
    return last;
  }

  /**
   * Waits for all ends.
   *
   * @param stall how long it may take from one end to the next
   * @return false if they do not come
   * @throws MeasurementException if ends are bad or double
   */
  boolean await(Duration stall, Runnable eachSecond) throws InterruptedException {
    int known = -1;
    long since = System.nanoTime();
    while (!done.await(1, TimeUnit.SECONDS)) {
      eachSecond.run();
      if (count != known) {
        known = count;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > stall.toNanos()) {
        return false;
      }
    }
    check();
    return true;
  }

  private void read() {
    try {
      int total = 0;
      while (total < journal.operations()) {
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        int before = total;
        for (ConsumerRecord<byte[], byte[]> record : records) {
          int number = ends.number(record.value());
          if (number != Ends.NOT_AN_END && journal.counts(number)) {
            note(number, now);
            total++;
          }
        }
        if (total > before) {
          last = now;
          count = total;
        }
      }
    } catch (WakeupException e) {
      problem = "the reader of results was stopped";
    } catch (RuntimeException e) {
      problem = "the results cannot be read: " + e;
    } finally {
      done.countDown();
    }
  }

  private void note(int number, long now) {
    if (seen.get(number)) {
      throw new MeasurementException("operation " + number + " has ended twice");
    }
    seen.set(number);
    journal.ended(number, now);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }

  /** Where {@code part} begins in the first {@code within} bytes of {@code text}, or -1. */
  static int find(byte[] text, byte[] part, int within) {
    int most = Math.min(text.length, within) - part.length;
    for (int i = 0; i <= most; i++) {
      int j = 0;
      while (j < part.length && text[i + j] == part[j]) {
        j++;
      }
      if (j == part.length) {
        return i;
      }
    }
    return -1;
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
