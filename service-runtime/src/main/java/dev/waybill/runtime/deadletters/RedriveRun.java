package dev.waybill.runtime.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** One redrive: a transaction for each batch that is read. For one thread. */
final class RedriveRun {
  private final DeadLetterChoice choice;
  private final boolean again;
  private final int limit;
  private final List<Redrive.Fate> fates = new ArrayList<>();
  private int putBack;
  private long left;

  RedriveRun(DeadLetterChoice choice, boolean again, int limit) {
    this.choice = choice;
    this.again = again;
    this.limit = limit;
  }

  private record Chosen(ConsumerRecord<byte[], byte[]> record, Redrive.Fate fate) {}

  /** Deals with the letters among some records; what is put back is so when this returns. */
  void take(
      List<ConsumerRecord<byte[], byte[]>> records,
      Standings standings,
      Producer<byte[], byte[]> producer) {
    List<Chosen> chosen = choose(records, standings);
    List<Chosen> going = chosen.stream().filter(one -> one.fate().putBack()).toList();
    if (!going.isEmpty()) {
      producer.beginTransaction();
      for (Chosen one : going) {
        Redrive.Fate fate = one.fate();
        send(producer, LetterWire.putBack(one.record(), fate.letter().origin(), fate.redrives()));
        send(producer, LetterWire.mark(one.record(), fate.redrives()));
      }
      producer.commitTransaction();
    }
    chosen.forEach(one -> fates.add(one.fate()));
  }

  /** Whether it failed, the commit tells. */
  private static void send(
      Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<?> _ = producer.send(record);
  }

  private List<Chosen> choose(List<ConsumerRecord<byte[], byte[]>> records, Standings standings) {
    List<Chosen> chosen = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      LetterWire.letter(record)
          .filter(choice::includes)
          .ifPresent(letter -> {
            Standing before = standings.of(letter);
            boolean can = before == Standing.OPEN || (before == Standing.PUT_BACK && again);
            if (can && putBack == limit) {
              left++;
            } else if (can) {
              putBack++;
              chosen.add(
                  new Chosen(
                      record,
                      new Redrive.Fate(letter, before, standings.redrives(letter) + 1, true)));
            } else if (fates.size() + chosen.size() < limit) {
              chosen.add(
                  new Chosen(
                      record, new Redrive.Fate(letter, before, standings.redrives(letter), false)));
            }
          });
    }
    return chosen;
  }

  Redrive result() {
    return new Redrive(fates, left, "");
  }

  Redrive result(KafkaException stopped) {
    boolean fenced =
        stopped instanceof ProducerFencedException
            || stopped instanceof InvalidProducerEpochException;
    return new Redrive(
        fates,
        left,
        fenced
            ? "somebody else began to put letters back"
            : "Kafka did not take it (%s)".formatted(stopped.getClass().getSimpleName()));
  }
}
