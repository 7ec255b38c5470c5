package dev.waybill.lane.host;

import dev.waybill.lane.core.EngineSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * One use of the engine.
 *
 * @param topics its topics
 * @param partitions how many each of them has
 * @param engine what holds for all lanes
 * @param store where rows are held
 * @param tick how often time is looked at while no records come, above 0
 */
public record LaneTopologyConfig(
    LaneTopics topics, int partitions, EngineSettings engine, StoreKind store, Duration tick) {
  public LaneTopologyConfig {
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(store, "store");
    if (partitions < 1 || !tick.isPositive()) {
      throw new IllegalArgumentException("partitions is at least 1, tick above 0");
    }
  }

  /** RocksDB, the engine's defaults, a tick of 10 ms. */
  public static LaneTopologyConfig of(LaneTopics topics, int partitions) {
    return new LaneTopologyConfig(
        topics, partitions, EngineSettings.defaults(), StoreKind.ROCKS_DB, Duration.ofMillis(10));
  }
}
