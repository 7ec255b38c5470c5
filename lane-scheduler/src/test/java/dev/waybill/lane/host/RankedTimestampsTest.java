package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The order in which a task takes what lies in its topics. */
class RankedTimestampsTest {
  private static final LaneTopics TOPICS =
      new LaneTopics("requested", "dispatched", "attempted", "commands", "registry", "dead-letter");
  private static final List<String> ORDER =
      List.of("attempted", "commands", "registry", "requested");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** Requests are kept for 14 days. */
  private static final Duration OLDEST = Duration.ofDays(14);

  private final RankedTimestamps timestamps = new RankedTimestamps(TOPICS);

  @Test
  void takesOutcomesBeforeCommandsBeforeTheRegistryBeforeRequests() {
    List<String> topics = new ArrayList<>(ORDER);
    Collections.shuffle(topics, new Random(1));
    topics.sort(Comparator.comparingLong(topic -> extract(topic, NOW)));

    assertThat(topics).containsExactlyElementsOf(ORDER);
    assertThat(ORDER).containsExactlyInAnyOrderElementsOf(TOPICS.sources());
  }

  @Test
  void aBacklogAsOldAsItsTopicKeepsItComesAfterWhatIsNewOnTheTopicsBefore() {
    for (int i = 1; i < ORDER.size(); i++) {
      assertThat(extract(ORDER.get(i), NOW.minus(OLDEST)))
          .as("the oldest of %s and the newest of %s", ORDER.get(i), ORDER.get(i - 1))
          .isGreaterThan(extract(ORDER.get(i - 1), NOW));
    }
  }

  @Test
  void keepsTheOrderWithinATopicAndCanBeTakenBack() {
    for (String topic : ORDER) {
      assertThat(extract(topic, NOW.minusMillis(1))).isLessThan(extract(topic, NOW));
      assertThat(extract(topic, NOW) + timestamps.shift(topic)).isEqualTo(NOW.toEpochMilli());
    }
  }

  @Test
  void isNeverNegativeOrARecordWouldBeDropped() {
    assertThat(ORDER)
        .allSatisfy(topic -> assertThat(extract(topic, Instant.EPOCH)).isNotNegative());
  }

  private long extract(String topic, Instant at) {
    return timestamps.extract(
        new ConsumerRecord<>(
            topic,
            0,
            0,
            at.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            new byte[0],
            new RecordHeaders(),
            Optional.empty()),
        -1);
  }
}
