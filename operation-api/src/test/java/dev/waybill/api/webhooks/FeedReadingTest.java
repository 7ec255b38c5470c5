package dev.waybill.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FeedReadingTest {
  private static final UUID OWN = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  @RepeatedTest(50)
  void givesEachEventOnceAlsoWhereClocksGoBack() {
    long seed = new java.security.SecureRandom().nextLong();
    System.out.println("seed " + seed);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    int partitions = random.nextInt(1, 4);
    FakeLog log = new FakeLog(partitions);
    FeedCursor cursor = FeedCursor.beginning(partitions);
    List<String> written = new ArrayList<>();
    List<String> given = new ArrayList<>();
    long[] clocks = new long[partitions];
    for (int i = 0; i < 200; i++) {
      int partition = random.nextInt(partitions);
      clocks[partition] += random.nextInt(8) == 0 ? random.nextInt(-20, 30) : random.nextInt(2);
      boolean own = random.nextBoolean();
      add(log, partition, 1_000 + clocks[partition], own ? OWN : OTHER, "n" + i);
      if (own) {
        written.add("n" + i);
      }
      if (random.nextInt(4) == 0) {
        cursor = read(log, cursor, random.nextInt(1, 5), given);
      }
    }
    int before;
    do {
      before = given.size();
      cursor = read(log, cursor, 3, given);
    } while (given.size() > before);
    assertThat(given).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void goesOnWithinAMillisecond() {
    FakeLog log = new FakeLog(1);
    List<String> given = new ArrayList<>();
    add(log, 0, 5, OWN, "a");
    add(log, 0, 5, OWN, "b");
    FeedCursor cursor = read(log, FeedCursor.beginning(1), 1, given);
    add(log, 0, 5, OWN, "c");
    cursor = read(log, cursor, 1, given);
    add(log, 0, 4, OWN, "d");
    cursor = read(log, cursor, 9, given);
    assertThat(given).containsExactly("a", "b", "c", "d");
    read(log, cursor, 9, given);
    assertThat(given).hasSize(4);
  }

  private static FeedCursor read(FakeLog log, FeedCursor cursor, int size, List<String> given) {
    FeedCursor parsed = FeedCursor.parse(cursor.text(), cursor.millis().length);
    FeedReading.Found found =
        new FeedReading(log.consumer(), FakeLog.TOPIC, OWN, parsed, size).run();
    assertThat(found.events()).hasSizeLessThanOrEqualTo(size);
    found.events().forEach(event -> given.add(event.at("/data/name").asString()));
    return found.cursor();
  }

  private static void add(FakeLog log, int partition, long millis, UUID partner, String name) {
    Object event =
        Map.of("type", EventTypes.CREATED, "data", Map.of("partner_id", partner, "name", name));
    log.add(partition, millis, Json.write(event));
  }
}
