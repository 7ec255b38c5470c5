package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsTest {
  private static final int TWO_TO_THE_31_MINUS_1 = Integer.MAX_VALUE;

  /** The hashes that Kafka's own tests pin, without their sign. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
    "abc, 479470107",
  })
  void hashesAsJavaClientsDo(String key, int murmur2) {
    int positive = murmur2 & 0x7fffffff;

    assertThat(Partitions.of(key.getBytes(UTF_8), TWO_TO_THE_31_MINUS_1))
        .isEqualTo(positive % TWO_TO_THE_31_MINUS_1);
    assertThat(Partitions.of(key.getBytes(UTF_8), 12)).isEqualTo(positive % 12);
  }

  @Test
  void agreesWithTheProducerOnManyIds() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      byte[] key = id.toString().getBytes(UTF_8);

      assertThat(Partitions.of(id, 12))
          .as("id %s, seed %d", id, seed)
          .isEqualTo(BuiltInPartitioner.partitionForKey(key, 12))
          .isBetween(0, 11);
    }
  }

  @Test
  void onePartitionTakesEverything() {
    assertThat(Partitions.of(UUID.fromString("7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11"), 1)).isZero();
  }
}
