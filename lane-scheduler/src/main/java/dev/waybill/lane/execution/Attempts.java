package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs, and the places that it has. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Slots slots;
  private final Duration slowAfter;
  private final AttemptRun.Tools tools;
  private final ExecutorListener listener;
  private final Punctuality punctuality;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  Attempts(ExecutorConfig config, AttemptRun.Tools tools, ExecutorListener listener) {
    this.slots = new Slots(config.slots());
    this.slowAfter = config.slowAfter();
    this.tools = tools;
    this.listener = listener;
    this.punctuality = new Punctuality(config.clockBound(), listener);
  }

  /** Why what is read cannot be made, in a sentence; empty if nothing is wrong. */
  Optional<String> problem() {
    return punctuality.problem(tools.clock().instant());
  }

  int running() {
    return slots.running();
  }

  int slow() {
    return slots.slow();
  }

  int aside() {
    return slots.aside();
  }

  /** See {@link Slots#changes}. */
  long changes() {
    return slots.changes();
  }

  void awaitChange(long seen, Duration wait) throws InterruptedException {
    slots.awaitChange(seen, wait);
  }

  /**
   * A place for a dispatch, or a wait for one beside the others, which must be used or given back;
   * empty if there is neither now.
   */
  Optional<Reserved> reserve(DispatchQueue.Queued queued) {
    return queued.dispatch().isEmpty()
        ? Optional.of(new Reserved(queued, null))
        : slots
            .take(queued.dispatch().get().attempt().lane())
            .map(slot -> new Reserved(queued, slot));
  }

  /** A dispatch that can be started now; without a place where there is nothing to be made. */
  final class Reserved {
    private final DispatchQueue.Queued queued;
    private final Slots.@Nullable Slot slot;

    private Reserved(DispatchQueue.Queued queued, Slots.@Nullable Slot slot) {
      this.queued = queued;
      this.slot = slot;
    }

    void giveBack() {
      if (slot != null) {
        slot.free();
      }
    }

    void start() {
      if (slot == null || queued.dispatch().isEmpty()) {
        listener.unreadable();
        LOG.atWarn()
            .addKeyValue("partition", queued.partition())
            .addKeyValue("offset", queued.offset())
            .log("a dispatch cannot be read; its attempt is left to its deadline");
        return;
      }
      ReceivedDispatch dispatch = queued.dispatch().get();
      punctuality.read(dispatch, tools.clock().instant());
      AttemptRun run = new AttemptRun(dispatch, slot, slowAfter, tools);
      Thread thread =
          Thread.ofVirtual()
              .name("attempt-" + dispatch.attempt().item())
              .unstarted(() -> runIn(slot, run));
      threads.add(thread);
      thread.start();
    }
  }

  private void runIn(Slots.Slot slot, AttemptRun run) {
    try {
      run.run();
    } finally {
      threads.remove(Thread.currentThread());
      slot.free();
    }
  }

  boolean finishWithin(Duration grace) throws InterruptedException {
    return slots.awaitIdle(grace);
  }

  void giveUp() {
    threads.forEach(Thread::interrupt);
  }
}
