package dev.waybill.emitter.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.emitter.Samples;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayProgress;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.WebhookReplay;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayBookTest {
  private static final ReplayProgress PROGRESS =
      new ReplayProgress(List.of(0L), List.of(1L), 0, List.of());

  private final ReplayBook book = new ReplayBook();
  private final WebhookReplay replay = replay(0);
  private int offset;

  @Test
  void keepsTheFirstOfTheNewestVersion() {
    WebhookReplay second = advanced(replay, 1);
    take(3, second);
    take(3, replay);
    take(3, advanced(replay, 2));
    assertThat(book.running(replay.id())).isEqualTo(second);
    assertThat(book.partition(replay.id())).isEqualTo(3);
  }

  @Test
  void obeysAnEndAndNothingThatWasWrittenOfThatVersionAfterIt() {
    take(0, replay);
    take(0, cancelled(replay));
    take(0, advanced(replay, 1));
    assertThat(book.running(replay.id())).isNull();
    assertThat(book.running()).isEmpty();
    assertThat(book.partition(replay.id())).as("its runner looks it up once more").isZero();
  }

  @Test
  void listsThoseThatRunTheOldestFirst() {
    WebhookReplay younger = replay(60);
    take(0, younger);
    take(1, replay);
    take(2, cancelled(replay(30)));
    assertThat(book.running()).containsExactly(replay, younger);
  }

  @Test
  void forgetsARowThatWasTakenOffTheTopicUnlessItRuns() {
    WebhookReplay ended = replay(0);
    take(0, replay);
    take(0, ended);
    take(0, cancelled(ended));
    takeOff(ended.id().toString());
    takeOff(replay.id().toString());
    assertThat(book.running()).containsExactly(replay);
    assertThatThrownBy(() -> book.partition(ended.id())).isInstanceOf(IllegalStateException.class);
    takeOff(ended.id().toString());
    assertThat(book.running()).as("once more").containsExactly(replay);
  }

  @Test
  void isNotPutOffByWhatItCannotRead() {
    take(0, replay);
    takeOff("no id");
    takeOff(null);
    read(0, "{".getBytes(UTF_8));
    read(0, "null".getBytes(UTF_8));
    read(0, "{\"id\":\"%s\",\"version\":9}".formatted(replay.id()).getBytes(UTF_8));
    assertThat(book.running()).containsExactly(replay);
  }

  @Test
  void forgetsAPartitionThatIsSomebodyElsesWhole() {
    WebhookReplay other = replay(60);
    WebhookReplay ended = replay(90);
    take(0, replay);
    take(1, other);
    take(0, cancelled(ended));
    book.forget(0);
    assertThat(book.running()).containsExactly(other);
    assertThatThrownBy(() -> book.partition(ended.id())).isInstanceOf(IllegalStateException.class);
    take(0, replay);
    assertThat(book.running()).as("read from its beginning").containsExactly(replay, other);
  }

  private void take(int partition, WebhookReplay version) {
    read(partition, Json.write(version));
  }

  private void read(int partition, byte[] value) {
    book.take(new ConsumerRecord<>("webhook.replays", partition, offset++, new byte[0], value));
  }

  private void takeOff(@Nullable String key) {
    byte[] bytes = key == null ? null : key.getBytes(UTF_8);
    book.take(new ConsumerRecord<>("webhook.replays", 0, offset++, bytes, null));
  }

  private static WebhookReplay advanced(WebhookReplay before, long found) {
    return before.advanced(found, 0, 0, 0, PROGRESS, Samples.THEN);
  }

  private static WebhookReplay cancelled(WebhookReplay before) {
    return before.ended(ReplayStatus.CANCELLED, "cancelled by its owner", Samples.THEN);
  }

  private static WebhookReplay replay(int secondsLater) {
    return new WebhookReplay(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Samples.PARTNER,
        ReplayChoice.ALL,
        null,
        null,
        Samples.THEN,
        Samples.THEN,
        false,
        ReplayStatus.RUNNING,
        null,
        0,
        0,
        0,
        0,
        null,
        1,
        Samples.THEN.plusSeconds(secondsLater),
        Samples.THEN);
  }
}
