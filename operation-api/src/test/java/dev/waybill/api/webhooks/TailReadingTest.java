package dev.waybill.api.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TailReadingTest {
  private static final TopicPartition PARTITION = new TopicPartition(FakeLog.TOPIC, 0);
  private static final Instant BEGINNING = Instant.EPOCH;
  private static final Instant LATER = Instant.ofEpochMilli(1L << 40);

  private final FakeLog log = new FakeLog(1);

  @RepeatedTest(50)
  void pagesBothWaysThroughALogWhoseClocksGoBack() {
    long seed = new java.security.SecureRandom().nextLong();
    System.out.println("seed " + seed);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    List<String> own = write(random, 300);
    int size = random.nextInt(1, 9);
    List<List<String>> pages = new ArrayList<>();
    TailReading.Found page = newest(size);
    pages.add(texts(page));
    List<TailReading.Found> all = new ArrayList<>(List.of(page));
    while (page.older() != null) {
      page = beside(page.older(), size);
      pages.add(texts(page));
      all.add(page);
    }
    assertThat(pages.stream().flatMap(List::stream)).containsExactlyElementsOf(own.reversed());
    for (int i = all.size() - 1; i > 0; i--) {
      page = beside(all.get(i).newer(), size);
      assertThat(texts(page)).isEqualTo(pages.get(i - 1));
      assertThat(page.newer() == null).isEqualTo(i == 1);
      assertThat(texts(beside(page.older(), size))).isEqualTo(pages.get(i));
    }
  }

  @Test
  void whatCameSinceIsInFrontOfTheFirstPage() {
    own(10, "a");
    own(10, "b");
    TailReading.Found first = newest(1);
    TailReading.Found second = beside(first.older(), 1);
    assertThat(texts(second)).containsExactly("a");
    own(10, "c");
    own(11, "d");
    TailReading.Found back = beside(second.newer(), 2);
    assertThat(texts(back)).containsExactly("c", "b");
    assertThat(texts(beside(back.newer(), 2))).containsExactly("d");
  }

  @Test
  void keepsToItsSpanOfTime() {
    for (int i = 0; i < 10; i++) {
      own(i, String.valueOf(i));
    }
    Instant from = Instant.ofEpochMilli(3);
    Instant to = Instant.ofEpochMilli(7);
    TailReading.Found first = reading(2).newest(from, to);
    assertThat(texts(first)).containsExactly("6", "5");
    TailReading.Found second = reading(5).beside(first.older(), from, to);
    assertThat(texts(second)).containsExactly("4", "3");
    assertThat(second.older()).isNull();
    assertThat(texts(reading(5).beside(second.newer(), from, to))).containsExactly("6", "5");
  }

  @Test
  void getsOnBothWaysWhereMoreThanABudgetLiesBehindOneTime() {
    own(9, "a");
    own(10, "b");
    for (int i = 0; i < 45_000; i++) {
      log.add(0, 10, "other".getBytes(UTF_8));
    }
    own(11, "c");
    TailReading.Found first = newest(1);
    TailReading.Found budget = beside(first.older(), 1);
    assertThat(texts(budget)).isEmpty();
    TailReading.Found second = beside(budget.older(), 1);
    assertThat(texts(second)).containsExactly("b");
    assertThat(texts(beside(second.older(), 1))).containsExactly("a");
    assertThat(texts(beside(second.newer(), 1))).containsExactly("c");
  }

  @Test
  void getsOnTowardsOlderOnesWhereTwoBudgetsLieBehindOneTimeAndLeavesOutThoseOfThatTimeOnly() {
    own(9, "a");
    own(10, "left out");
    for (int i = 0; i < 90_000; i++) {
      log.add(0, 10, "other".getBytes(UTF_8));
    }
    own(11, "c");
    List<String> seen = new ArrayList<>();
    TailReading.Found page = newest(1);
    for (int pages = 0; page.older() != null; pages++) {
      assertThat(pages).as("the end is come to").isLessThan(10);
      seen.addAll(texts(page));
      page = beside(page.older(), 1);
    }
    seen.addAll(texts(page));
    assertThat(seen).containsExactly("c", "a");
  }

  @Test
  void refusesACutThatIsNotWithinTheBudgetInsteadOfStayingWhereItIs() {
    for (int i = 0; i < 45_000; i++) {
      log.add(0, 10, "other".getBytes(UTF_8));
    }
    for (boolean newer : List.of(true, false)) {
      assertThatThrownBy(() -> beside(new TimeCursor(10, 5, newer), 1))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("try again");
    }
  }

  /** Own ones and others', many in one millisecond, and now and then an earlier time. */
  private List<String> write(RandomGenerator random, int many) {
    List<String> own = new ArrayList<>();
    long millis = 1_000;
    for (int i = 0; i < many; i++) {
      millis += random.nextInt(10) == 0 ? random.nextInt(-30, 60) : random.nextInt(2);
      if (random.nextInt(3) > 0) {
        own(millis, "own " + i);
        own.add("own " + i);
      } else {
        log.add(0, millis, "other".getBytes(UTF_8));
      }
    }
    return own;
  }

  private void own(long millis, String text) {
    log.add(0, millis, text.getBytes(UTF_8));
  }

  private TailReading.Found newest(int size) {
    return reading(size).newest(BEGINNING, LATER);
  }

  private TailReading.Found beside(TimeCursor cursor, int size) {
    return reading(size).beside(TimeCursor.parse(cursor.text()), BEGINNING, LATER);
  }

  private TailReading reading(int size) {
    Consumer<byte[], byte[]> consumer = log.consumer();
    consumer.assign(List.of(PARTITION));
    return new TailReading(
        consumer, PARTITION, record -> !new String(record.value(), UTF_8).equals("other"), size);
  }

  private static List<String> texts(TailReading.Found page) {
    return page.records().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }
}
