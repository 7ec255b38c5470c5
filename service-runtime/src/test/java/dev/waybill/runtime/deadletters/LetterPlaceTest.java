package dev.waybill.runtime.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterPlaceTest {
  private static final TopicPartition DEAD = new TopicPartition("operation.dead-letter", 3);
  private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

  @Test
  void isReadAsItWasWritten() {
    LetterPlace place = new LetterPlace(AT, DEAD, 42);
    assertThat(LetterPlace.parse(place.toString())).isEqualTo(place);
  }

  @Test
  void theOlderComesFirst() {
    LetterPlace place = new LetterPlace(AT, DEAD, 42);
    assertThat(place).isLessThan(new LetterPlace(AT.plusMillis(1), DEAD, 1));
    assertThat(place).isLessThan(new LetterPlace(AT, DEAD, 43));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1", "x:t:1:2", "1:t:1", "9999999999999999:t:1:2"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> LetterPlace.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
