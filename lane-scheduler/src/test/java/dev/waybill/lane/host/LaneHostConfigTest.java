package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** What the guarantees and the latency rest on reaches Streams, whatever an operator passes on. */
class LaneHostConfigTest {
  private static final LaneTopics TOPICS =
      new LaneTopics("requested", "dispatched", "attempted", "commands", "registry", "dead-letter");
  private static final StreamsTuning TUNING =
      new StreamsTuning(
          2,
          1,
          (short) 3,
          Duration.ofMillis(20),
          1024,
          new StreamsTuning.Patience(Duration.ofSeconds(9), Duration.ofSeconds(3)));

  @Test
  void patienceWithAKilledProcessIsThatOfTheSettings() {
    StreamsConfig config = new StreamsConfig(properties(Map.of()));

    assertThat(config.getMainConsumerConfigs("group", "client", 0))
        .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 9_000)
        .containsEntry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    assertThat(config.getProducerConfigs("client")).containsEntry("transaction.timeout.ms", 3_000);
    assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
    assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(20);
  }

  @Test
  void anIdleThreadLooksAtTheClockOften() {
    StreamsConfig config = new StreamsConfig(properties(Map.of()));

    assertThat(config.getLong(StreamsConfig.POLL_MS_CONFIG)).isLessThanOrEqualTo(10);
  }

  @Test
  void aRecordIsNotOvertakenByALaterRequestUnlessAnOperatorWantsIt() {
    String setting = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;

    assertThat(new StreamsConfig(properties(Map.of())).getProducerConfigs("client"))
        .containsEntry(setting, 1);
    assertThat(new StreamsConfig(properties(Map.of(setting, 3))).getProducerConfigs("client"))
        .as("passed through to every client")
        .containsEntry(setting, 1);
    assertThat(
            new StreamsConfig(properties(Map.of(StreamsConfig.producerPrefix(setting), 3)))
                .getProducerConfigs("client"))
        .containsEntry(setting, 3);
  }

  @Test
  void whatTheGuaranteesRestOnWins() {
    StreamsConfig config =
        new StreamsConfig(
            properties(
                Map.of(
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                    StreamsConfig.AT_LEAST_ONCE,
                    StreamsConfig.GROUP_PROTOCOL_CONFIG,
                    "streams",
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    "another")));

    assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("classic");
    assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("application");
  }

  private static Properties properties(Map<String, Object> operators) {
    Map<String, Object> clients = new HashMap<>(operators);
    clients.put("bootstrap.servers", "localhost:9092");
    return new LaneHostConfig(
            "application", Path.of("state"), LaneTopologyConfig.of(TOPICS, 1), TUNING, clients)
        .streamsProperties();
  }
}
