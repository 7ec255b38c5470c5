package dev.waybill.runtime.deadletters;

import dev.waybill.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Knows the marks, and says by them how each letter stands. For one thread. */
final class Standings {
  private final Set<String> takeBack;
  private final Map<TopicPartition, Map<Long, Integer>> marks = new HashMap<>();

  Standings(Topics topics) {
    takeBack =
        Set.of(
            topics.operationRequested(),
            topics.operationCommands(),
            topics.operationAttempted(),
            topics.webhookRequested(),
            topics.webhookCommands(),
            topics.webhookAttempted());
  }

  /** Takes note of a record if it is a mark. */
  void see(ConsumerRecord<byte[], byte[]> record) {
    LetterWire.marked(record)
        .ifPresent(offset ->
            marks
                .computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()),
                    place -> new HashMap<>())
                .merge(offset, 1, Integer::sum));
  }

  Standing of(DeadLetter letter) {
    if (letter.cut()) {
      return Standing.CUT;
    }
    if (!takeBack.contains(letter.origin().topic())) {
      return Standing.NOT_TAKEN_BACK;
    }
    return marks(letter) == 0 ? Standing.OPEN : Standing.PUT_BACK;
  }

  /** How often its record was put back by now, before it came here and since. */
  int redrives(DeadLetter letter) {
    return letter.redrives() + marks(letter);
  }

  private int marks(DeadLetter letter) {
    return marks.getOrDefault(letter.place(), Map.of()).getOrDefault(letter.offset(), 0);
  }
}
