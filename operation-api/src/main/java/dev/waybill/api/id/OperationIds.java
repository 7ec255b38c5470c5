package dev.waybill.api.id;

import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids of operations: UUIDv7 (RFC 9562) whose 12 bits of {@code rand_a} are the partition of
 * the connection, so that a look-up by id alone asks one owner of the view. The other 62 bits are
 * random. Thread-safe if the random generator is.
 */
public final class OperationIds {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int PARTITION_BITS = 0xFFF;

  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Makes a source of ids.
   *
   * @param random must not be guessable
   */
  public OperationIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * An id that was never given out.
   *
   * @param partition of the connection, 0 to 4095
   */
  public UUID next(int partition) {
    if (partition < 0 || partition > PARTITION_BITS) {
      throw new IllegalArgumentException("a partition has 12 bits, " + partition + " has not");
    }
    long high = (clock.millis() << 16) | VERSION_7 | partition;
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low);
  }

  /** An id for something that has no partition, such as a request or an endpoint. */
  public UUID next() {
    return next(random.nextInt(PARTITION_BITS + 1));
  }

  /**
   * The partition that an id names; of an id that another producer made it means nothing.
   *
   * @return empty if the id cannot be one of ours
   */
  public static OptionalInt partition(UUID id, int partitions) {
    int named = (int) (id.getMostSignificantBits() & PARTITION_BITS);
    boolean ours = id.version() == 7 || id.version() == 8; // see IdempotencyKey
    return ours && named < partitions ? OptionalInt.of(named) : OptionalInt.empty();
  }
}
