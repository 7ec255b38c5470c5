package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Placement;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EarlyCommitsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Placement NORMAL = Placement.ordered("key");
  private static final Placement EXPRESS = NORMAL.express(NOW.plusSeconds(1));

  private final EarlyCommits commits = new EarlyCommits();

  @Test
  void nobodyWaitsForNormalItems() {
    commits.decided(item(NORMAL));
    assertThat(commits.isDue(NOW)).isFalse();
  }

  @Test
  void oneExpressItemAmongOthersIsEnoughForOneCommit() {
    commits.decided(item(NORMAL));
    commits.decided(item(EXPRESS));
    commits.decided(item(NORMAL));
    assertThat(commits.isDue(NOW)).isTrue();
    assertThat(commits.isDue(NOW.plusSeconds(1))).isFalse();
  }

  @Test
  void commitsKeepADistanceAndNothingIsForgotten() {
    commits.decided(item(EXPRESS));
    assertThat(commits.isDue(NOW)).isTrue();
    commits.decided(item(EXPRESS));
    assertThat(commits.isDue(NOW.plus(EarlyCommits.DISTANCE).minusMillis(1))).isFalse();
    assertThat(commits.isDue(NOW.plus(EarlyCommits.DISTANCE))).isTrue();
  }

  private static Item item(Placement placement) {
    return new Item(
        new LaneId(UUID.randomUUID()),
        new ItemId(UUID.randomUUID()),
        placement,
        NOW,
        Item.NEVER,
        new byte[0]);
  }
}
