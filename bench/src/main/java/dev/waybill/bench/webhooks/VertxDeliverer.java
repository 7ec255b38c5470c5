package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.Waiting;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.vertx.VertxParallelEoSStreamProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Parallel Consumer with its Vert.x module: takes each event and posts it. It signs nothing, guards
 * nothing, logs nothing and remembers no retry; what it does is the least that anything like us
 * must.
 */
final class VertxDeliverer implements Deliverer {
  private final int concurrency;

  /**
   * A peer.
   *
   * @param concurrency requests at the same time
   */
  VertxDeliverer(int concurrency) {
    this.concurrency = concurrency;
  }

  @Override
  public String name() {
    return "parallel-consumer-vertx";
  }

  @Override
  public String settings() {
    return ("Confluent Parallel Consumer 0.5.3.3 with Vert.x: KEY order, concurrency and"
            + " connections %d, offsets committed periodically and asynchronously (at least"
            + " once); no signature, guard, log or stored retry")
        .formatted(concurrency);
  }

  @Override
  public AutoCloseable start(TopicSet topics, List<String> urls) throws InterruptedException {
    String group = topics.names().prefix() + "peer";
    Map<String, Object> config = new HashMap<>();
    config.put(
        "bootstrap.servers", topics.cluster().clients().passedThrough().get("bootstrap.servers"));
    config.put("group.id", group);
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Vertx vertx = Vertx.vertx();
    WebClient client =
        WebClient.create(
            vertx, new WebClientOptions().setMaxPoolSize(concurrency).setKeepAlive(true));
    VertxParallelEoSStreamProcessor<byte[], byte[]> processor =
        new VertxParallelEoSStreamProcessor<>(
            vertx,
            client,
            ParallelConsumerOptions.<byte[], byte[]>builder()
                .ordering(ProcessingOrder.KEY)
                .maxConcurrency(concurrency)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .consumer(consumer)
                .build());
    processor.subscribe(List.of(topics.names().operationEvents()));
    List<URI> addresses = urls.stream().map(URI::create).toList();
    processor.vertxFuture(
        context -> post(client, addresses, context.getSingleConsumerRecord().value()));
    try (Admin admin = topics.cluster().clients().admin()) {
      Waiting.until("the peer has its partitions", () -> assigned(admin, group));
    }
    return processor;
  }

  private static Future<HttpResponse<Buffer>> post(
      WebClient client, List<URI> addresses, byte[] event) {
    URI address = addresses.get(HookEvents.partnerOf(event));
    return client
        .post(address.getPort(), address.getHost(), address.getPath())
        .putHeader("content-type", "application/json")
        .sendBuffer(Buffer.buffer(event));
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
}
