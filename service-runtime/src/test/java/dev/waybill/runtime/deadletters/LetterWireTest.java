package dev.waybill.runtime.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.WaybillHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters and marks on the wire. */
final class LetterWireTest {
  private final Post post = new Post();

  @Test
  void readsWhereALetterIsFromAndWhy() {
    DeadLetter letter =
        LetterWire.letter(post.letter("operation.requested", 42, "not three words", Map.of()))
            .orElseThrow();
    assertThat(letter.origin()).isEqualTo(new Origin("operation.requested", 7, 42));
    assertThat(letter.reason()).isEqualTo("not three words");
    assertThat(letter.key()).isEqualTo("key");
    assertThat(letter.offset()).isEqualTo(100);
    assertThat(letter.cut()).isFalse();
    assertThat(letter.redrives()).isZero();
  }

  @Test
  void believesItsOwnHeadersAndNotThoseThatTheRecordCameWith() {
    DeadLetter letter =
        LetterWire.letter(
                post.letter(
                    "operation.requested",
                    42,
                    "malformed",
                    Map.of(WaybillHeaders.ORIGIN_TOPIC, "webhook.requested", "a", "b")))
            .orElseThrow();
    assertThat(letter.origin().topic()).isEqualTo("operation.requested");
  }

  @Test
  void aRecordThatBringsAMarksHeaderAlongIsALetterAndNoMark() {
    ConsumerRecord<byte[], byte[]> forged =
        post.letter("operation.requested", 1, "malformed", Map.of(WaybillHeaders.REDRIVEN, "100"));
    assertThat(LetterWire.letter(forged)).isPresent();
    assertThat(LetterWire.marked(forged)).isEmpty();
  }

  @Test
  void tellsNothingThatATerminalWouldObey() {
    RecordHeaders headers =
        new RecordHeaders(post.letter("t", 1, "a\u001b[2Jb\nc", Map.of()).headers());
    DeadLetter letter =
        LetterWire.letter(post.add("k\u001b]0;x\u0007\u202e".getBytes(UTF_8), null, headers))
            .orElseThrow();
    assertThat(letter.reason()).isEqualTo("a?[2Jb?c");
    assertThat(letter.key()).isEqualTo("k?]0;x??");
  }

  @Test
  void whatDoesNotSayWhereItIsFromIsNoLetter() {
    assertThat(LetterWire.letter(post.add(null, null, new RecordHeaders()))).isEmpty();
    assertThat(LetterWire.letter(post.letter("operation.requested", -1, "malformed", Map.of())))
        .isEmpty();
    assertThat(LetterWire.letter(post.letter("no topic", 1, "malformed", Map.of()))).isEmpty();
  }

  @Test
  void putsARecordBackAsItWasWithTheCountOfRedrives() {
    ConsumerRecord<byte[], byte[]> record =
        post.letter(
            "operation.requested",
            42,
            "moved once and still not in its place",
            Map.of(
                "traceparent",
                "00-1",
                WaybillHeaders.MOVED,
                "from partition 3",
                WaybillHeaders.REDRIVES,
                "1"));
    DeadLetter letter = LetterWire.letter(record).orElseThrow();
    assertThat(letter.redrives()).isEqualTo(1);

    ProducerRecord<byte[], byte[]> back = LetterWire.putBack(record, letter.origin(), 2);
    assertThat(back.topic()).isEqualTo("operation.requested");
    assertThat(back.partition()).isEqualTo(7);
    assertThat(back.key()).isEqualTo(record.key());
    assertThat(back.value()).isEqualTo(record.value());
    assertThat(headers(back))
        .isEqualTo(Map.of("traceparent", "00-1", WaybillHeaders.REDRIVES, "2"));
  }

  @Test
  void aMarkLiesBesideItsLetterAndNamesItsOffset() {
    ConsumerRecord<byte[], byte[]> record = post.letter("t", 42, "malformed", Map.of());
    ProducerRecord<byte[], byte[]> mark = LetterWire.mark(record, 1);
    assertThat(mark.topic()).isEqualTo(Post.TOPIC);
    assertThat(mark.partition()).isEqualTo(record.partition());
    assertThat(LetterWire.marked(post.written(mark))).hasValue(record.offset());
    assertThat(LetterWire.letter(post.written(mark))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-3", "many", "99999999999999999999"})
  void aCountThatIsNoneCountsAsNone(String count) {
    ConsumerRecord<byte[], byte[]> record =
        post.letter("t", 42, "malformed", Map.of(WaybillHeaders.REDRIVES, count));
    assertThat(LetterWire.letter(record).orElseThrow().redrives()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t", "t:1", "t:1:2:3", "t:-1:2", "t:1:x", "a b:1:2", ":1:2"})
  void saysWhatAnOriginLooksLike(String text) {
    assertThatThrownBy(() -> Origin.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topic:partition:offset");
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    StreamSupport.stream(record.headers().spliterator(), false)
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    return headers;
  }
}
