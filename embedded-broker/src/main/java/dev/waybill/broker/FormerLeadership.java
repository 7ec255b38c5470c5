package dev.waybill.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the metadata does not name the broker that was killed as a leader any more.
 *
 * <p>A broker that starts while it does is the coordinator of transactions at once, for as long as
 * the controller believes in the former one: it sends the ends of those that were open at the kill,
 * or have timed out since, to the former address, and when the controller takes the partitions away
 * it strikes them off, since Kafka 4.3.1 takes a partition without a leader for one that was
 * deleted ({@code KRaftMetadataCache.getPartitionLeaderEndpoint}). Those transactions would never
 * end: nobody who reads committed records would get past them.
 */
final class FormerLeadership implements MetadataPublisher {
  private static final Logger log = LoggerFactory.getLogger(FormerLeadership.class);

  private final int node;
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();

  private FormerLeadership(int node) {
    this.node = node;
  }

  /**
   * Waits, while the node's broker does not run.
   *
   * @param loader of the controller
   * @param limit after which a start goes on all the same
   */
  static void awaitEnd(MetadataLoader loader, int node, Duration limit)
      throws InterruptedException, ExecutionException {
    FormerLeadership former = new FormerLeadership(node);
    var installed = loader.installPublishers(List.of(former));
    try {
      installed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      former.over.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.atWarn()
          .addKeyValue("limit", limit)
          .log(
              "The controller still believes in the broker that was killed; starting all the same");
    }
    loader.removeAndClosePublisher(former).get();
  }

  @Override
  public String name() {
    return "FormerLeadership";
  }

  @Override
  public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
    boolean leads =
        image.topics().topicsById().values().stream()
            .flatMap(topic -> topic.partitions().values().stream())
            .anyMatch(partition -> partition.leader == node);
    if (!leads) {
      over.complete(true);
    }
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
