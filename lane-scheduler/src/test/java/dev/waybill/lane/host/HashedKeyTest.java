package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class HashedKeyTest {
  private static final int KEYS = 100_000;

  @Test
  void keepsNumbersThatCountUpApart() {
    long different = IntStream.range(0, KEYS).map(i -> key(i).hashCode()).distinct().count();
    long ofBytes = IntStream.range(0, KEYS).map(i -> key(i).bytes().hashCode()).distinct().count();

    assertThat(different).isGreaterThan(KEYS * 99L / 100);
    assertThat(ofBytes).as("why there is a hash of its own").isLessThan(KEYS / 4L);
  }

  @Test
  void equalsAKeyOfTheSameBytesOnly() {
    assertThat(key(7)).isEqualTo(key(7)).hasSameHashCodeAs(key(7)).isNotEqualTo(key(8));
  }

  private static HashedKey key(long position) {
    return new HashedKey(
        Bytes.wrap(ByteBuffer.allocate(26).put((byte) 5).putLong(18, position).array()));
  }
}
