package dev.waybill.runtime.deadletters;

import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The dead-letter topics: what lies there, and the way back.
 *
 * <p>A record is put back in one Kafka transaction with its mark, which lies on the dead-letter
 * topic behind the letter. Whoever puts back uses the same transactional id and looks for marks
 * only after it has fenced off everybody else: so nothing is put back twice unasked, whoever is
 * killed and however many try at once.
 *
 * <p>Each call uses clients of its own: safe for use by many threads.
 */
public final class DeadLetters {
  private static final Comparator<Listing.Entry> OLDEST_FIRST =
      Comparator.comparing((Listing.Entry entry) -> LetterPlace.of(entry.letter()));

  private final KafkaClients kafka;
  private final Topics topics;

  public DeadLetters(KafkaClients kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /**
   * Lists letters.
   *
   * @param limit how many at most, from 1; the newest are taken
   * @throws KafkaException if Kafka does not answer
   */
  public Listing list(DeadLetterChoice choice, int limit) {
    return list(choice, null, limit);
  }

  /**
   * Lists letters that are older than one.
   *
   * @param before null for the newest
   * @param limit how many at most, from 1; the newest are taken
   * @throws KafkaException if Kafka does not answer
   */
  public Listing list(DeadLetterChoice choice, @Nullable LetterPlace before, int limit) {
    try (LetterReader reader = open()) {
      Standings standings = standings(reader);
      PriorityQueue<Listing.Entry> newest = new PriorityQueue<>(OLDEST_FIRST);
      long[] older = {0};
      reader.read(records -> {
        for (ConsumerRecord<byte[], byte[]> record : records) {
          LetterWire.letter(record)
              .filter(choice::includes)
              .filter(letter -> before == null || LetterPlace.of(letter).compareTo(before) < 0)
              .ifPresent(letter -> newest.add(new Listing.Entry(letter, standings.of(letter))));
          if (newest.size() > limit) {
            newest.remove();
            older[0]++;
          }
        }
      });
      return new Listing(newest.stream().sorted(OLDEST_FIRST).toList(), older[0]);
    }
  }

  /**
   * Puts letters back onto the topics where they were read.
   *
   * @param again also those that were put back before
   * @param limit how many at most, from 1
   */
  public Redrive redrive(DeadLetterChoice choice, boolean again, int limit) {
    RedriveRun run = new RedriveRun(choice, again, limit);
    try (Producer<byte[], byte[]> producer =
        kafka.producer(Map.of("transactional.id", topics.prefix() + "waybill-redrive"))) {
      // First: from here on nobody else can put anything back.
      producer.initTransactions();
      try (LetterReader reader = open()) {
        Standings standings = standings(reader);
        reader.read(records -> run.take(records, standings, producer));
      }
    } catch (KafkaException e) {
      return run.result(e);
    }
    return run.result();
  }

  private LetterReader open() {
    return LetterReader.open(
        kafka, List.of(topics.operationDeadLetter(), topics.webhookDeadLetter()));
  }

  private Standings standings(LetterReader reader) {
    Standings standings = new Standings(topics);
    reader.read(records -> records.forEach(standings::see));
    return standings;
  }
}
