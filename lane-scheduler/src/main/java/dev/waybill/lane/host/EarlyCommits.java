package dev.waybill.lane.host;

import dev.waybill.lane.core.Item;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a step is to be committed before its interval is over, because somebody waits for one of
 * its express items. Commits that are asked for keep a distance, so that many express items cost
 * the others at most that many transactions more. Of one task's thread.
 */
final class EarlyCommits {
  /** A commit takes about half of this. */
  static final Duration DISTANCE = Duration.ofMillis(10);

  private Instant next = Instant.MIN;
  private boolean isWaitedFor;

  /** A decision about an item: it was dispatched, or ended. */
  void decided(Item item) {
    isWaitedFor |= item.placement().isExpress();
  }

  /** Whether to commit after a step that ends now. */
  boolean isDue(Instant now) {
    if (!isWaitedFor || now.isBefore(next)) {
      return false;
    }
    isWaitedFor = false;
    next = now.plus(DISTANCE);
    return true;
  }
}
