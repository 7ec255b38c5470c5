package dev.waybill.lane.core;

import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The lanes of one task: takes events and the time, and decides. All that it knows is in rows; its
 * heap is thrown away and rebuilt by making a new engine over the same rows. Not thread-safe; a
 * task has one thread.
 *
 * <p>Time that runs backwards (a new owner's clock may) is taken as standing still.
 */
public final class LaneEngine {
  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final Dispatcher dispatcher;
  private final Attempts attempts;
  private final Commands commands;
  private final Housework housework;
  private final Adaptation adaptation;
  private final EngineSettings settings;
  private long now;

  /**
   * Rebuilds the heap from the rows.
   *
   * @param random of the back-off
   */
  public LaneEngine(
      EngineSettings settings,
      Rows rows,
      Decisions decisions,
      Advice advice,
      RandomGenerator random,
      Instant now) {
    this.settings = settings;
    this.now = now.toEpochMilli();
    this.stores = new Stores(rows, decisions);
    this.flow = new ItemFlow(stores, settings);
    this.readiness = new Readiness(settings);
    this.dispatcher = new Dispatcher(stores, flow, readiness, advice, settings);
    this.adaptation = new Adaptation(settings.protection().adaptive(), stores.lanes);
    Settlement settlement = new Settlement(stores, flow, adaptation, random, settings);
    this.attempts = new Attempts(stores, flow, readiness, dispatcher, settlement, advice);
    this.commands = new Commands(stores, flow, readiness, settings);
    this.housework = new Housework(stores, flow, readiness, commands, settings.stepBudget());
    stores.restore(this.now);
    stores.lanes.load(this::restored);
  }

  private void restored(Lane lane) {
    flow.restored(lane);
    dispatcher.restored(lane);
    attempts.armDeadline(lane);
    readiness.review(lane, now);
    stores.decisions.changed(lane.id); // Whoever ran it before may have left that untold.
  }

  /** Takes an event in, and dispatches what may be dispatched. */
  public void handle(LaneEvent event, Instant at) {
    advance(at);
    switch (event) {
      case LaneEvent.ItemArrived(Item item) -> arrived(item);
      case LaneEvent.ItemRefused(Item item, String reason) ->
          flow.arriveAndEnd(item, new Ending(Ending.Kind.REFUSED, reason), now);
      case LaneEvent.AttemptStarted(AttemptId attempt, Recourse recourse) ->
          attempts.started(attempt, recourse);
      case LaneEvent.AttemptFinished finished -> attempts.finished(finished, now);
      case LaneEvent.FenceRead(AttemptId attempt) -> attempts.fenceRead(attempt, now);
      case LaneEvent.LaneConfigured(LaneId lane, LaneSettings configured) ->
          configured(lane, configured);
      case LaneEvent.LaneRemoved(LaneId lane) -> removed(lane);
      case LaneEvent.ItemCancelled(LaneId lane, ItemId item) -> commands.cancel(lane, item, now);
      case LaneEvent.ItemExpedited(LaneId lane, ItemId item) -> commands.expedite(lane, item, now);
      case LaneEvent.ItemRetried(LaneId lane, ItemId item, int run) ->
          commands.retry(lane, item, run, now);
    }
    finishStep();
  }

  /**
   * Lets time pass: timers, fences, expiries, dispatches. Call it often; what is due and not done
   * is done at the next.
   */
  public void tick(Instant at) {
    advance(at);
    int budget = settings.stepBudget();
    for (int i = 0; i < budget; i++) {
      LaneTimers.Timer timer = readiness.timers().poll(now);
      if (timer == null) {
        break;
      }
      if (timer.forDeadline()) {
        attempts.fenceOverdue(timer.lane(), now);
      } else {
        readiness.review(timer.lane(), now);
      }
    }
    housework.tick(now);
    finishStep();
  }

  /** Unfinished items of all lanes. */
  public long depth() {
    return flow.depth();
  }

  /** Attempts in flight of all lanes. */
  public int outstanding() {
    return dispatcher.outstanding();
  }

  /** Lanes known. */
  public int lanes() {
    return stores.lanes.count();
  }

  /** Lanes whose other side takes less at present than their limits allow. */
  public int heldBack() {
    return stores.lanes.count(lane -> Adaptation.isHeldBack(lane, now));
  }

  /** A lane as it stands, empty if not known. */
  public Optional<LaneSnapshot> lane(LaneId id) {
    return Optional.ofNullable(stores.lanes.find(id)).map(lane -> LaneSnapshot.of(lane, now));
  }

  /**
   * Why an item waits, empty if it is not known or has ended. {@link Waiting.Reason#NONE} while it
   * is in flight.
   */
  public Optional<Waiting> waiting(LaneId laneId, ItemId item) {
    Lane lane = stores.lanes.find(laneId);
    StateRow state = lane == null ? null : stores.items.state(laneId, item);
    return lane == null || state == null || state.phase() == Phase.ENDED
        ? Optional.empty()
        : Optional.of(Waiting.of(lane, state, now));
  }

  private void advance(Instant at) {
    now = Math.max(now, at.toEpochMilli());
  }

  private void finishStep() {
    housework.chores(now);
    dispatcher.pump(now);
    stores.lanes.flush();
  }

  private void arrived(Item item) {
    flow.arrive(item, now);
    commands.applyEarly(item.lane(), item.id(), now);
    Lane lane = stores.lanes.find(item.lane());
    if (lane != null) {
      readiness.review(lane, now);
    }
  }

  private void configured(LaneId id, LaneSettings configured) {
    Lane lane = stores.lanes.open(id);
    LaneSettings known = lane.settings;
    if (known != null && configured.version() < known.version()) {
      return;
    }
    boolean isFresh = known != null && adaptation.isAFreshStart(known, configured);
    lane.floorUntil = isFresh ? 0 : lane.floorUntil;
    lane.settings = configured;
    lane.removed = false;
    lane.blockedUntil = 0;
    lane.expressBlockedUntil = 0;
    lane.frontExpiry = 0;
    if (known == null || isFresh || !known.limits().equals(configured.limits())) {
      // From the last start that may have been promised: dispatches go out a little ahead of it.
      long latest = now + settings.timing().ahead().toMillis();
      lane.arrivalTime = Gcra.underNewLimits(lane.arrivalTime, configured.limits(), latest);
      lane.pace = Lane.FULL_PACE;
      Adaptation.forget(lane);
    }
    if (known == null || configured.version() > known.version()) {
      lane.refusedCredentials = -1;
      Breaker.forget(lane);
    }
    if (known == null || isFresh) {
      adaptation.begins(lane, known, configured);
    }
    flow.adoptOrdering(lane);
    stores.lanes.changed(lane);
    readiness.review(lane, now);
  }

  private void removed(LaneId id) {
    Lane lane = stores.lanes.find(id);
    if (lane != null && !lane.removed) {
      lane.settings = null;
      lane.removed = true;
      stores.lanes.changed(lane);
      stores.chores.add(new Chores.Chore.DrainLane(id, null));
      readiness.review(lane, now);
    }
  }
}
