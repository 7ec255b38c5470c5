package dev.waybill.api.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the reading of bodies that come no more: a read of a connection waits without end, so
 * whoever reads cannot look at the clock. Interrupting it closes the connection. Thread-safe.
 */
final class BodyWatch implements AutoCloseable {
  /** Later than the reader itself would notice, who can still answer. */
  static final Duration GRACE = Duration.ofMillis(400);

  private static final Duration ROUND = Duration.ofMillis(250);

  private final LongSupplier nanos;
  private final Set<Watched> reading = ConcurrentHashMap.newKeySet();
  private @Nullable Thread rounds;

  /**
   * Makes a watch that does not run yet.
   *
   * @param nanos a clock that never goes back, {@link System#nanoTime()}
   */
  BodyWatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Begins to go its rounds. */
  synchronized void start() {
    if (rounds == null) {
      rounds = Thread.ofPlatform().name("body-watch").daemon().start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(ROUND);
        round();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Looks at every body once. */
  void round() {
    long now = nanos.getAsLong();
    reading.forEach(body -> body.look(now));
  }

  /**
   * The calling thread begins to read a body.
   *
   * @param nanoTime until when the first bytes have to be there
   */
  Watched begin(long nanoTime) {
    Watched body = new Watched(Thread.currentThread(), nanoTime);
    reading.add(body);
    return body;
  }

  @Override
  public synchronized void close() {
    if (rounds != null) {
      rounds.interrupt();
    }
  }

  /** A body that is being read; to be closed by the thread that reads it. */
  final class Watched implements AutoCloseable {
    private final Thread reader;
    private volatile long until;
    private boolean expired;
    private boolean closed;

    private Watched(Thread reader, long until) {
      this.reader = reader;
      this.until = until;
    }

    /** More has come: there is time until then. */
    void extend(long nanoTime) {
      until = nanoTime;
    }

    /** Whether the reader was interrupted. */
    synchronized boolean expired() {
      return expired;
    }

    private synchronized void look(long now) {
      if (!closed && !expired && now - until > GRACE.toNanos()) {
        expired = true;
        reader.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      reading.remove(this);
      if (expired) {
        // It was meant for the read alone.
        Thread.interrupted();
      }
    }
  }
}
