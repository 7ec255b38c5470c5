package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one attempt, on a thread of its own: wait for its turn, call on a second thread under
 * a hard deadline, report. The call has its own thread so that one which ignores its interruption
 * delays no report.
 */
final class AttemptRun implements AttemptContext {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  private final ReceivedDispatch dispatch;
  private final Slots.Slot slot;
  private final Duration slowAfter;
  private final Tools tools;
  private final CompletableFuture<AttemptOutcome> answer = new CompletableFuture<>();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.UNMARKED);
  private volatile Recourse recourse = Recourse.REPEAT;
  private volatile Instant deadline = Instant.MAX;

  /** How far a call is that has its start recorded before it is made. */
  private enum Stage {
    /** Nothing is recorded: the call may be under way without. */
    UNMARKED,
    /** It is being recorded, so the call has not been made. */
    RECORDING,
    RECORDED,
    /** The call must not be made any more. */
    GIVEN_UP
  }

  /** What all attempts of a loop share. */
  record Tools(
      AttemptExecutor executor,
      Reports reports,
      LanePacer pacer,
      InstantSource clock,
      Pauses pauses,
      ExecutorListener listener) {}

  AttemptRun(ReceivedDispatch dispatch, Slots.Slot slot, Duration slowAfter, Tools tools) {
    this.dispatch = dispatch;
    this.slot = slot;
    this.slowAfter = slowAfter;
    this.tools = tools;
  }

  /**
   * Runs the attempt to its acknowledged report; an interruption gives it up, for the scheduler to
   * find out.
   */
  void run() {
    try {
      boolean isItsTurn = isItsTurn();
      long begun = System.nanoTime();
      AttemptOutcome outcome = isItsTurn ? call() : notStarted();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      tools.listener().finished(outcome.outcome(), took);
      // Schedulers learn from it what the other side takes: our own slowness is none of its doing.
      Duration told = outcome.took() == null ? took : outcome.took();
      tools.reports().finished(attempt(), outcome, told);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log("an attempt was given up in the middle of a stop");
    }
  }

  private boolean isItsTurn() throws InterruptedException {
    Duration valid = Duration.between(tools.clock().instant(), attempt().notAfter());
    if (!slot.awaitPlace(valid)) {
      return false;
    }
    Instant now = tools.clock().instant();
    Instant earliest = now.isAfter(attempt().notBefore()) ? now : attempt().notBefore();
    Optional<Instant> start =
        tools.pacer().reserve(attempt().lane(), dispatch.pace(), earliest, attempt().notAfter());
    if (start.isEmpty()) {
      return false;
    }
    tools.pauses().until(start.get());
    return isValid();
  }

  private boolean isValid() {
    return !tools.clock().instant().isAfter(attempt().notAfter());
  }

  private AttemptOutcome call() throws InterruptedException {
    Duration timeout = Duration.ofMillis(attempt().callTimeoutMs());
    deadline = tools.clock().instant().plus(timeout);
    Thread caller = Thread.ofVirtual().name("call-" + attempt().item()).start(this::execute);
    try {
      return answerWithin(timeout);
    } catch (TimeoutException e) {
      // What Kafka did not acknowledge in time is never called, now that it is given up.
      boolean wasCalled = !stage.compareAndSet(Stage.RECORDING, Stage.GIVEN_UP);
      caller.interrupt();
      return wasCalled
          ? unanswered("no answer within " + timeout.toMillis() + " ms")
          : notStarted();
    } catch (ExecutionException e) {
      return afterException(e);
    } catch (InterruptedException e) {
      caller.interrupt();
      throw e;
    }
  }

  /** Waits in two parts: after the first the call counts as slow. */
  private AttemptOutcome answerWithin(Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    Duration first = slowAfter.compareTo(timeout) < 0 ? slowAfter : timeout;
    try {
      AttemptOutcome outcome = answer.get(first.toMillis(), TimeUnit.MILLISECONDS);
      if (!(outcome.outcome() instanceof Outcome.NotStarted)) { // else the other side was not asked
        slot.wasQuick();
      }
      return outcome;
    } catch (TimeoutException e) {
      slot.becomeSlow();
      return answer.get(timeout.minus(first).toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void execute() {
    try {
      answer.complete(tools.executor().execute(this));
    } catch (Throwable e) {
      // The edge of foreign code: whatever it throws becomes an outcome, or nobody would ever
      // report.
      answer.completeExceptionally(e);
    }
  }

  private AttemptOutcome afterException(ExecutionException thrown) {
    if (thrown.getCause() instanceof StartNotRecordedException) {
      log("an attempt was not started, for that could not be recorded in time");
      return notStarted();
    }
    LOG.atError()
        .addKeyValue("lane", attempt().lane())
        .addKeyValue("item", attempt().item())
        .setCause(thrown)
        .log("an attempt threw an exception, which is a bug");
    return unanswered("internal error");
  }

  private AttemptOutcome unanswered(String reason) {
    try {
      return tools.executor().unanswered(this, reason);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the account of an unanswered attempt failed, which is a bug");
      return new AttemptOutcome(new Outcome.Unknown(reason, recourse), new byte[0]);
    }
  }

  private static AttemptOutcome notStarted() {
    return new AttemptOutcome(new Outcome.NotStarted(), new byte[0]);
  }

  private void log(String what) {
    LOG.atDebug()
        .addKeyValue("lane", attempt().lane())
        .addKeyValue("item", attempt().item())
        .addKeyValue("attempt", attempt().attempt())
        .log(what);
  }

  @Override
  public AttemptDispatch attempt() {
    return dispatch.attempt();
  }

  @Override
  public byte[] payload() {
    return dispatch.payload();
  }

  @Override
  public Headers headers() {
    return dispatch.headers();
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public void started(Recourse whenLost) throws InterruptedException {
    boolean isFirst = stage.compareAndSet(Stage.UNMARKED, Stage.RECORDING);
    try {
      tools.reports().started(attempt(), whenLost);
    } catch (ExecutionException | KafkaException | IllegalStateException e) {
      throw new StartNotRecordedException("the start could not be recorded", e);
    }
    recourse = whenLost;
    if (isFirst && !stage.compareAndSet(Stage.RECORDING, Stage.RECORDED)) {
      throw new StartNotRecordedException("the start was recorded after the attempt was given up");
    }
    // A process that was frozen meanwhile may have been given up already, and another may be
    // calling.
    if (!isValid()) {
      throw new StartNotRecordedException("the start was recorded too late");
    }
  }

  @Override
  public Recourse recourse() {
    return recourse;
  }
}
