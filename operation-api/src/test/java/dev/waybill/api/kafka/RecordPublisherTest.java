package dev.waybill.api.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RecordPublisherTest {
  @Test
  void tellsAtOnceWhatKafkaDoesNotTakeAtAll() {
    var producer =
        new MockProducer<byte[], byte[]>() {
          @Override
          public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return CompletableFuture.failedFuture(new TimeoutException("no metadata in time"));
          }
        };
    RecordPublisher publisher = new RecordPublisher(producer, 3);
    assertThatThrownBy(() -> publisher.begin("topic", UUID.randomUUID(), "value"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.code()).isEqualTo(ProblemCode.NOT_ACKNOWLEDGED));
    producer.close();
  }
}
