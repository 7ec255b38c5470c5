package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks' consumer: a position that cannot be read from is moved to the beginning of what is
 * left, on purpose and said aloud, instead of killing one stream thread after another.
 *
 * <p>It happens without any loss: once a topic has been idle for longer than it is kept, all its
 * records are gone, and the position that was committed behind the last one lies before a
 * transaction's marker that is gone as well. Beginning earlier than needed does no harm: the engine
 * drops requests that it knows, and outcomes of attempts that ended. Whether requests were lost is
 * watched before it can happen, see {@link GroupWatch}.
 */
final class PositionedConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(PositionedConsumer.class);

  private final String group;

  private PositionedConsumer(Map<String, Object> config, String group) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.group = group;
  }

  static PositionedConsumer of(Map<String, Object> config) {
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new PositionedConsumer(
        config, String.valueOf(config.get(ConsumerConfig.GROUP_ID_CONFIG)));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return super.poll(timeout);
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().forEach(this::reportGap);
      return beginAtBeginning(e);
    } catch (NoOffsetForPartitionException e) {
      LOG.atWarn()
          .addKeyValue("group", group)
          .addKeyValue("partitions", e.partitions())
          .log("the group has no position here (any more) and begins at the beginning");
      return beginAtBeginning(e);
    }
  }

  private ConsumerRecords<byte[], byte[]> beginAtBeginning(InvalidOffsetException e) {
    seekToBeginning(e.partitions());
    return ConsumerRecords.empty();
  }

  private void reportGap(TopicPartition partition, long position) {
    LOG.atWarn()
        .addKeyValue("group", group)
        .addKeyValue("partition", partition)
        .addKeyValue("position", position)
        .log("the position is not in the topic any more; going on at the beginning of what is");
  }
}
