package dev.waybill.runtime.kafka;

import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import java.util.List;

/** How the topics are named and cut; the same for every process of an installation. */
public final class TopicSettings {
  public static final Setting<String> PREFIX =
      Setting.text("topics.prefix", "", "Put in front of every topic name and group id.");

  public static final Setting<Integer> PARTITIONS =
      Setting.integer(
          "topics.partitions",
          TopicPlan.DEFAULT_PARTITIONS,
          1,
          4_096,
          "Partitions of every topic; fixed once the topics are there.");

  public static final Setting<Integer> REPLICATION =
      Setting.integer(
          "topics.replication_factor", 3, 1, 7, "Copies of every topic; 1 on a single broker.");

  private TopicSettings() {}

  public static List<Setting<?>> all() {
    return List.of(PREFIX, PARTITIONS, REPLICATION);
  }

  /** The plan that the settings describe. */
  public static TopicPlan plan(Settings settings) {
    return new TopicPlan(
        new Topics(settings.get(PREFIX)),
        settings.get(PARTITIONS),
        settings.get(REPLICATION).shortValue());
  }
}
