package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots, and what runs in them. Slots are taken by the loop's thread and given back by the
 * attempts'.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final int slots;
  private final Semaphore free;
  private final AttemptRun.Tools tools;
  private final ExecutorListener listener;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  Attempts(int slots, AttemptRun.Tools tools, ExecutorListener listener) {
    this.slots = slots;
    this.free = new Semaphore(slots);
    this.tools = tools;
    this.listener = listener;
  }

  int running() {
    return slots - free.availablePermits();
  }

  /** Waits for a free slot, as long as given, and tells how many are free then. */
  int awaitFree(Duration wait) throws InterruptedException {
    if (free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      free.release();
    }
    return free.availablePermits();
  }

  /** Starts an attempt in a free slot, of which the caller knows that there is one. */
  void start(ConsumerRecord<byte[], byte[]> record) {
    Optional<ReceivedDispatch> dispatch = ReceivedDispatch.read(record);
    if (dispatch.isEmpty()) {
      listener.unreadable();
      LOG.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a dispatch cannot be read; its attempt is left to its deadline");
      return;
    }
    free.acquireUninterruptibly();
    AttemptRun run = new AttemptRun(dispatch.get(), tools);
    Thread thread =
        Thread.ofVirtual()
            .name("attempt-" + dispatch.get().attempt().item())
            .unstarted(() -> runInSlot(run));
    threads.add(thread);
    thread.start();
  }

  private void runInSlot(AttemptRun run) {
    try {
      run.run();
    } finally {
      threads.remove(Thread.currentThread());
      free.release();
    }
  }

  boolean finishWithin(Duration grace) throws InterruptedException {
    boolean finished = free.tryAcquire(slots, grace.toMillis(), TimeUnit.MILLISECONDS);
    if (finished) {
      free.release(slots);
    }
    return finished;
  }

  void giveUp() {
    threads.forEach(Thread::interrupt);
  }
}
