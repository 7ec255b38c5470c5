package dev.waybill.emitter.replay;

import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.ReplayProgress;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.WebhookReplay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a replay in the course of one step: begins as the replay stands, and becomes its
 * next version. For one thread.
 */
final class ReplayTally {
  /** Deliveries of a replay that may be in the lane at the same time. */
  static final int WINDOW = 500;

  private final WebhookReplay replay;
  private final List<Long> next;
  private final List<Long> end;
  private final Set<UUID> waiting;
  private final List<DeliveryRequest> requests = new ArrayList<>();
  private long log;
  private long found;
  private long delivered;
  private long failed;

  /**
   * The figures of a replay that has begun.
   *
   * @param progress where it is
   */
  ReplayTally(WebhookReplay replay, ReplayProgress progress) {
    this.replay = replay;
    this.next = new ArrayList<>(progress.next());
    this.end = progress.end();
    this.waiting = new LinkedHashSet<>(progress.waiting());
    this.log = progress.log();
    this.found = replay.found();
    this.delivered = replay.delivered();
    this.failed = replay.failed();
  }

  /** The first partition that is not read to its end; -1 if all are. */
  int partition() {
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i) < end.get(i)) {
        return i;
      }
    }
    return -1;
  }

  long next(int partition) {
    return next.get(partition);
  }

  long end(int partition) {
    return end.get(partition);
  }

  long log() {
    return log;
  }

  boolean isFull() {
    return waiting.size() >= WINDOW;
  }

  boolean isOver() {
    return partition() < 0 && waiting.isEmpty();
  }

  /** The events of a partition were looked at up to there. */
  void reached(int partition, long offset) {
    next.set(partition, Math.max(next.get(partition), offset));
  }

  /** The log was read up to there. */
  void logged(long offset) {
    log = offset;
  }

  /** An event is to be brought; null where nothing is sent. */
  void found(@Nullable DeliveryRequest request) {
    found++;
    if (request != null) {
      requests.add(request);
      waiting.add(request.id());
    }
  }

  /** An entry of the log, which may be the end of one of ours. */
  void take(DeliveryLog entry) {
    if (entry.status() != DeliveryStatus.RETRYING && waiting.remove(entry.deliveryId())) {
      if (entry.status() == DeliveryStatus.SUCCEEDED) {
        delivered++;
      } else {
        failed++;
      }
    }
  }

  /** The step that came of it; null if nothing did that is worth a record. */
  @Nullable ReplayStep step(Instant at) {
    ReplayProgress progress = new ReplayProgress(next, end, log, List.copyOf(waiting));
    long requested = replay.requested() + requests.size();
    WebhookReplay version = replay.advanced(found, requested, delivered, failed, progress, at);
    if (isOver()) {
      return ReplayStep.of(version.ended(ReplayStatus.DONE, null, at));
    }
    ReplayProgress before = replay.progress();
    boolean moved =
        before == null
            || !before.next().equals(progress.next())
            || !before.waiting().equals(progress.waiting());
    return moved ? new ReplayStep(version, requests) : null;
  }
}
