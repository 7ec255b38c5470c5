package dev.waybill.runtime.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WaybillHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which letters are put back, and which are not. */
final class RedriveRunTest {
  private final Post post = new Post();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  RedriveRunTest() {
    producer.initTransactions();
  }

  @ParameterizedTest
  @CsvSource({
    "operation.requested, true",
    "operation.commands, true",
    "operation.attempted, true",
    "webhook.requested, true",
    "webhook.commands, true",
    "webhook.attempted, true",
    // An old version of a connection would take the place of a newer one when the topic is
    // compacted.
    "connection.registry, false",
    "webhook.registry, false",
    "operation.events, false",
    "operation.dispatched, false",
    "staging.operation.requested, false",
    "somebody.elses, false",
  })
  void putsBackOntoTopicsThatAreForIt(String topic, boolean taken) {
    post.letter(topic, 1, "malformed", Map.of());
    Redrive done = redrive(DeadLetterChoice.everything(), false, 10);
    assertThat(producer.history()).hasSize(taken ? 2 : 0);
    assertThat(done.fates())
        .singleElement()
        .satisfies(fate -> {
          assertThat(fate.putBack()).isEqualTo(taken);
          assertThat(fate.before()).isEqualTo(taken ? Standing.OPEN : Standing.NOT_TAKEN_BACK);
        });
  }

  @Test
  void whatWasCutOffStaysWhereItIs() {
    post.letter("operation.requested", 1, "too large", Map.of(WaybillHeaders.CUT, "2000000"));
    assertThat(redrive(DeadLetterChoice.everything(), true, 10).fates())
        .extracting(Redrive.Fate::before)
        .containsExactly(Standing.CUT);
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '0 1 2 3'",
    "operation.commands, '', 2",
    "'', ANOTHER, '1 3'",
    "operation.requested, another, 1",
    "operation.commands, another, ''",
  })
  void choosesByTopicAndReason(String topic, String reason, String expected) {
    letters();
    redrive(new DeadLetterChoice(Set.of(), topic, reason), false, 10);
    assertThat(putBack()).isEqualTo(expected);
  }

  @Test
  void choosesByOrigin() {
    letters();
    redrive(
        new DeadLetterChoice(
            Set.of(Origin.parse("operation.commands:7:2"), Origin.parse("operation.requested:7:9")),
            "",
            ""),
        false,
        10);
    assertThat(putBack()).isEqualTo("2");
  }

  @Test
  void putsNothingBackTwiceUnlessItIsAskedTo() {
    letters();
    redrive(new DeadLetterChoice(Set.of(), "", "another"), false, 10);
    writeMarks();

    Redrive second = redrive(DeadLetterChoice.everything(), false, 10);
    assertThat(putBack()).isEqualTo("0 2");
    assertThat(second.fates()).hasSize(4);
    assertThat(second.fates())
        .filteredOn(fate -> !fate.putBack())
        .extracting(Redrive.Fate::before)
        .containsOnly(Standing.PUT_BACK);
    writeMarks();

    Redrive third = redrive(DeadLetterChoice.everything(), true, 10);
    assertThat(putBack()).isEqualTo("0 1 2 3");
    assertThat(third.fates()).extracting(Redrive.Fate::redrives).containsOnly(2);
  }

  @Test
  void doesNoMoreThanTheLimitAndTheNextOneGoesOnBehindIt() {
    letters();
    Redrive first = redrive(DeadLetterChoice.everything(), false, 3);
    assertThat(putBack()).isEqualTo("0 1 2");
    assertThat(first.left()).isEqualTo(1);
    writeMarks();
    Redrive second = redrive(DeadLetterChoice.everything(), false, 3);
    assertThat(putBack()).isEqualTo("3");
    assertThat(second.left()).isZero();
  }

  @Test
  void whoIsFencedOffSaysSoAndClaimsNothing() {
    letters();
    producer.commitTransactionException = new ProducerFencedException("another");
    RedriveRun run = new RedriveRun(DeadLetterChoice.everything(), false, 10);
    Redrive stopped;
    try {
      run.take(post.records(), standings(), producer);
      stopped = run.result();
    } catch (ProducerFencedException e) {
      stopped = run.result(e);
    }
    assertThat(stopped.stopped()).contains("somebody else");
    assertThat(stopped.fates()).isEmpty();
  }

  private void letters() {
    post.letter("operation.requested", 0, "one reason", Map.of());
    post.letter("operation.requested", 1, "another reason", Map.of());
    post.letter("operation.commands", 2, "one reason", Map.of());
    post.letter("webhook.attempted", 3, "Another reason", Map.of());
  }

  private Redrive redrive(DeadLetterChoice choice, boolean again, int limit) {
    producer.clear();
    RedriveRun run = new RedriveRun(choice, again, limit);
    run.take(List.copyOf(post.records()), standings(), producer);
    return run.result();
  }

  private Standings standings() {
    Standings standings = new Standings(Topics.unprefixed());
    post.records().forEach(standings::see);
    return standings;
  }

  /** The letters that the marks written last are for: in these tests the origin's offset. */
  private String putBack() {
    return String.join(
        " ",
        marks().stream()
            .map(mark -> new String(mark.headers().lastHeader(WaybillHeaders.REDRIVEN).value()))
            .map(offset -> Long.toString(Long.parseLong(offset) - 100))
            .toList());
  }

  private void writeMarks() {
    marks().forEach(post::written);
  }

  private List<ProducerRecord<byte[], byte[]>> marks() {
    return producer.history().stream().filter(sent -> sent.topic().equals(Post.TOPIC)).toList();
  }
}
