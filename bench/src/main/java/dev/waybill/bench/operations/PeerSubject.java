package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster.TopicSet;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Confluent Parallel Consumer: takes each request, calls nobody, writes one result. It keeps no
 * state, checks nothing and limits nothing; what it does is the least that anything like us must.
 */
final class PeerSubject implements Subject {
  private static final int ID_END = 43;

  private final int concurrency;
  private final int lingerMs;

  /**
   * A peer.
   *
   * @param concurrency threads; each waits until its result is acknowledged
   * @param lingerMs of the producer of results
   */
  PeerSubject(int concurrency, int lingerMs) {
    this.concurrency = concurrency;
    this.lingerMs = lingerMs;
  }

  @Override
  public String name() {
    return "parallel-consumer";
  }

  @Override
  public String settings() {
    return "Confluent Parallel Consumer 0.5.3.3, consume, no-op, produce one result: KEY order,"
        + " concurrency %d, offsets committed periodically and asynchronously (at least once),"
            .formatted(concurrency)
        + " idempotent producer, acks=all, linger %d ms".formatted(lingerMs);
  }

  @Override
  public Running start(TopicSet topics, OperationLoad load, Journal journal)
      throws InterruptedException {
    Object servers = topics.cluster().clients().passedThrough().get("bootstrap.servers");
    String group = topics.names().prefix() + "peer";
    Map<String, Object> consumerConfig = new HashMap<>();
    consumerConfig.put("bootstrap.servers", servers);
    consumerConfig.put("group.id", group);
    consumerConfig.put("auto.offset.reset", "earliest");
    consumerConfig.put("enable.auto.commit", false);
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(consumerConfig, new StringDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> producerConfig = new HashMap<>();
    producerConfig.put("bootstrap.servers", servers);
    producerConfig.put("acks", "all");
    producerConfig.put("enable.idempotence", true);
    producerConfig.put("linger.ms", lingerMs);
    Producer<String, byte[]> producer =
        new KafkaProducer<>(producerConfig, new StringSerializer(), new ByteArraySerializer());
    ParallelStreamProcessor<String, byte[]> processor =
        ParallelStreamProcessor.createEosStreamProcessor(
            ParallelConsumerOptions.<String, byte[]>builder()
                .ordering(ProcessingOrder.KEY)
                .maxConcurrency(concurrency)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .consumer(consumer)
                .producer(producer)
                .build());
    processor.subscribe(List.of(topics.names().operationRequested()));
    String results = topics.names().operationEvents();
    String noisy = String.valueOf(load.noisy());
    processor.pollAndProduce(record -> {
      byte[] value = record.value();
      if (record.key().equals(noisy)) {
        pause();
      }
      journal.called(OperationLoad.number(value, ID_END));
      return new ProducerRecord<>(results, record.key(), value);
    });
    try (Admin admin = topics.cluster().clients().admin()) {
      Waiting.until("the peer has its partitions", () -> assigned(admin, group));
    }
    return new RunningPeer(processor, producer, results);
  }

  /** It has no limits of its own; whoever uses it has to wait. */
  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1).dividedBy(OperationLoad.NOISY_RATE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean assigned(Admin admin, String group) {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
              .flatMap(found -> found.members().stream())
              .mapToInt(member -> member.assignment().topicPartitions().size())
              .sum()
          == Cluster.PARTITIONS;
    } catch (ExecutionException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("interrupted", e);
    }
  }

  private record RunningPeer(
      ParallelStreamProcessor<String, byte[]> processor,
      Producer<String, byte[]> producer,
      String results)
      implements Running {
    @Override
    public EndReader.Ends ends() {
      return value -> OperationLoad.number(value, ID_END);
    }

    @Override
    public void close() {
      processor.close();
      producer.close();
    }
  }
}
