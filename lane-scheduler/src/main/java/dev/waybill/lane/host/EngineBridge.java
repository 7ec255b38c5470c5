package dev.waybill.lane.host;

import dev.waybill.lane.core.Advice;
import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Decisions;
import dev.waybill.lane.core.Dispatch;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.RowKey;
import dev.waybill.lane.core.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Carries the engine's decisions out: rows to the stores, attempts to their topics, the rest to the
 * application.
 */
final class EngineBridge implements Decisions, Advice {
  private final LaneTopics topics;
  private final TaskRows rows;
  private final TaskOutput output;
  private final LaneApplication application;
  private final LaneListener listener;
  private final LaneStatuses statuses;
  private final EarlyCommits commits = new EarlyCommits();
  private Instant now = Instant.EPOCH;

  EngineBridge(
      LaneTopics topics,
      TaskRows rows,
      TaskOutput output,
      LaneApplication application,
      LaneListener listener,
      LaneStatuses statuses) {
    this.statuses = statuses;
    this.topics = topics;
    this.rows = rows;
    this.output = output;
    this.application = application;
    this.listener = listener;
  }

  /** The time of the step that follows. */
  void at(Instant time) {
    now = time;
  }

  /** Whether what was decided until now is to be committed at once. */
  boolean isCommitDue(Instant at) {
    return commits.isDue(at);
  }

  static byte[] key(LaneId lane) {
    return lane.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void put(RowKey key, byte[] row) {
    rows.put(key, row);
  }

  @Override
  public void delete(RowKey key) {
    rows.delete(key);
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    listener.accepted();
    application.accepted(item, reason);
  }

  @Override
  public void runAgain(Item item, int run, Instant at) {
    application.runAgain(item, run, at);
  }

  @Override
  public void changed(LaneId lane) {
    statuses.changed(lane);
  }

  @Override
  public void gone(LaneId lane) {
    statuses.gone(lane, application, now);
  }

  @Override
  public void duplicate(LaneId lane, ItemId item) {
    listener.duplicate();
  }

  @Override
  public void dispatch(Dispatch dispatch) {
    listener.dispatched();
    byte[] key = key(dispatch.attempt().lane());
    byte[] payload = dispatch.preparation().payload();
    output.publish(
        new OutboundRecord(topics.dispatched(), key, payload, AttemptWire.headers(dispatch), key));
  }

  @Override
  public void fence(AttemptId attempt) {
    listener.fenced();
    byte[] key = key(attempt.lane());
    Map<String, byte[]> headers = AttemptWire.fenceHeaders(attempt, now);
    output.publish(new OutboundRecord(topics.attempted(), key, null, headers, key));
  }

  @Override
  public void attempted(Attempted attempted) {
    application.attempted(attempted);
  }

  @Override
  public void ended(Ended ended) {
    listener.ended(ended.ending().kind());
    commits.decided(ended.item());
    application.ended(ended);
  }

  @Override
  public void late(Late late) {
    listener.late();
    application.late(late);
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant at) {
    Preparation preparation = application.prepare(item, progress, at);
    commits.decided(item);
    if (progress.attempt() == 1 && preparation instanceof Preparation.Ready) {
      listener.timeToFirstDispatch(Duration.between(item.arrivedAt(), at));
    }
    return preparation;
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant at) {
    return application.unanswered(item, progress, at);
  }
}
