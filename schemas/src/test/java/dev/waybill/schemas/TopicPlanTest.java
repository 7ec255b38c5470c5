package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPlanTest {
  /** The contract's table, and the emitter's own dead letters. */
  private static final Map<String, String> KEPT =
      Map.ofEntries(
          Map.entry("operation.requested", "delete 14 d"),
          Map.entry("operation.dispatched", "delete 1 d"),
          Map.entry("operation.attempted", "delete 1 d"),
          Map.entry("operation.commands", "delete 1 d"),
          Map.entry("operation.events", "delete 45 d"),
          Map.entry("operation.dead-letter", "delete 14 d"),
          Map.entry("connection.registry", "compact"),
          Map.entry("resource.identity", "compact"),
          Map.entry("lane.status", "compact"),
          Map.entry("adapter.registry", "compact"),
          Map.entry("webhook.registry", "compact"),
          Map.entry("webhook.requested", "delete 14 d"),
          Map.entry("webhook.dispatched", "delete 1 d"),
          Map.entry("webhook.attempted", "delete 1 d"),
          Map.entry("webhook.commands", "delete 1 d"),
          Map.entry("webhook.deliveries", "delete 14 d"),
          Map.entry("webhook.replays", "compact"),
          Map.entry("webhook.dead-letter", "delete 14 d"));

  @Test
  void keepsWhatTheContractSaysForAsLongAsItSays() {
    Map<String, String> planned = new TreeMap<>();
    for (NewTopic topic : plan("", 12, 3).newTopics()) {
      planned.put(topic.name(), kept(topic));
    }

    assertThat(planned).containsExactlyInAnyOrderEntriesOf(KEPT);
  }

  @Test
  void allTopicsHaveTheSamePartitionsReplicasAndPrefix() {
    assertThat(plan("staging.", 7, 3).newTopics())
        .allSatisfy(topic -> {
          assertThat(topic.name()).startsWith("staging.");
          assertThat(topic.numPartitions()).isEqualTo(7);
          assertThat(topic.replicationFactor()).isEqualTo((short) 3);
          assertThat(topic.configs()).containsEntry("min.insync.replicas", "2");
        });
    assertThat(TopicPlan.DEFAULT_PARTITIONS).isEqualTo(12);
  }

  @Test
  void aSingleBrokerNeedsNoSecondReplica() {
    assertThat(plan("", 12, 1).newTopics())
        .allSatisfy(topic -> assertThat(topic.configs()).containsEntry("min.insync.replicas", "1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4_097})
  void refusesNumbersOfPartitionsThatAnIdCannotCarry(int partitions) {
    assertThatThrownBy(() -> plan("", partitions, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 4096");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "ä", "a\n"})
  void refusesPrefixesThatNoTopicMayHave(String prefix) {
    assertThatThrownBy(() -> new Topics(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topic prefix");
  }

  private static TopicPlan plan(String prefix, int partitions, int replicas) {
    return new TopicPlan(new Topics(prefix), partitions, (short) replicas);
  }

  private static String kept(NewTopic topic) {
    String policy = topic.configs().get("cleanup.policy");
    String millis = topic.configs().get("retention.ms");
    return millis == null ? policy : policy + " " + Long.parseLong(millis) / 86_400_000 + " d";
  }

  @Test
  void whatComesInFitsIntoWhatTellsOfIt() {
    TopicPlan plan = new TopicPlan(Topics.unprefixed(), 12, (short) 1);
    Map<String, String> sizes =
        plan.newTopics().stream()
            .collect(
                Collectors.toMap(
                    NewTopic::name, topic -> topic.configs().get("max.message.bytes")));
    assertThat(sizes).containsEntry("operation.requested", "1048576");
    assertThat(sizes).containsEntry("operation.events", "4194304");
    assertThat(sizes).containsEntry("operation.dead-letter", "4194304");
    assertThat(sizes).doesNotContainValue(null);
  }
}
