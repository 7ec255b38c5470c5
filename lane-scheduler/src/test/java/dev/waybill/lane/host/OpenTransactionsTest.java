package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenTransactionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("operation.attempted", 3);

  @ParameterizedTest
  @EnumSource(names = {"ONGOING", "UNKNOWN"})
  void waitsForKafkaToAbortWhatTimesOut(TransactionState state) {
    assertThat(outlook(state)).contains("aborts it at the producer's transaction timeout");
  }

  @Test
  void waitsForTheTimeoutWhereTheCoordinatorTellsNothing() {
    assertThat(OpenTransactions.outlook(Optional.empty(), PARTITION, 42))
        .contains("aborts it at the producer's transaction timeout");
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARE_ABORT", "PREPARE_COMMIT"})
  void pointsToTheBrokersWhereTheEndIsKnownAndNotWritten(TransactionState state) {
    assertThat(outlook(state)).contains("restart the broker that coordinates it");
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY", "COMPLETE_ABORT", "COMPLETE_COMMIT"})
  void givesTheCommandWhereNobodyWillEndIt(TransactionState state) {
    assertThat(outlook(state))
        .endsWith(
            "kafka-transactions.sh abort --topic operation.attempted --partition 3"
                + " --start-offset 42");
  }

  private static String outlook(TransactionState state) {
    return OpenTransactions.outlook(Optional.of(state), PARTITION, 42);
  }
}
