package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicAdmin;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The broker that all runs of a benchmark share, and a fresh set of topics for each of them. */
public final class Cluster implements AutoCloseable {
  public static final int PARTITIONS = TopicPlan.DEFAULT_PARTITIONS;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BrokerProcess broker;
  private final Path folder;
  private int sets;

  private Cluster(BrokerProcess broker, Path folder) {
    this.broker = broker;
    this.folder = folder;
  }

  /** Starts a broker whose data lie in the folder. */
  public static Cluster start(Path folder) {
    return new Cluster(BrokerProcess.start(folder.resolve("kafka")), folder);
  }

  /** {@code kill -9} for the broker, and a start on what it left, at the same address. */
  void killBroker() {
    broker.killAndStartAgain();
  }

  /** CPU time of the broker so far. */
  public Duration cpu() {
    return broker.cpu();
  }

  /** With which settings its broker runs. */
  public static String settings() {
    return BrokerProcess.settings();
  }

  /** Clients of its broker. */
  public KafkaClients clients() {
    return new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** Topics that nobody has used, and a folder; gone when closed. */
  public TopicSet newTopics() {
    TopicPlan plan = new TopicPlan(new Topics("run" + ++sets + "."), PARTITIONS, (short) 1);
    try (Admin admin = clients().admin()) {
      TopicAdmin.ensure(admin, plan);
    }
    return new TopicSet(this, plan, folder.resolve("run" + sets));
  }

  /** A producer for load: batches well, loses nothing. */
  public LoadProducer loadProducer(int lingerMs) {
    return new LoadProducer(
        clients()
            .producer(
                Map.of(
                    "linger.ms",
                    lingerMs,
                    "batch.size",
                    64 * 1024,
                    "buffer.memory",
                    64L * 1024 * 1024,
                    "max.block.ms",
                    60_000,
                    "delivery.timeout.ms",
                    120_000)));
  }

  /** A consumer of all partitions of a topic, from their beginning, read committed. */
  Consumer<byte[], byte[]> readerOf(String topic) {
    Consumer<byte[], byte[]> consumer =
        clients()
            .consumer(
                null,
                Map.of(
                    "auto.offset.reset", "earliest",
                    "max.poll.records", 5_000,
                    "fetch.max.wait.ms", 20));
    consumer.assign(
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList());
    return consumer;
  }

  /** Topics of one run. */
  public record TopicSet(Cluster cluster, TopicPlan plan, Path folder) implements AutoCloseable {
    /** Their names. */
    public Topics names() {
      return plan.topics();
    }

    @Override
    public void close() {
      // Everything of the prefix: Streams has made topics of its own.
      try (Admin admin = cluster.clients().admin()) {
        List<String> mine =
            admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
                .filter(name -> name.startsWith(names().prefix()))
                .toList();
        admin.deleteTopics(mine).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new MeasurementException("the topics of a run could not be deleted", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Folders.delete(folder);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
