package dev.waybill.lane.host;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * A row's key in a hash map. The hash of {@link Bytes} is a polynomial of base 31 over single
 * bytes, by which numbers that count up over 255, as positions in rings do, meet eight at a time
 * and more: maps of such keys are trees.
 */
final class HashedKey {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final Bytes bytes;
  private final int hash;

  /** A key, whose bytes do not change. */
  HashedKey(Bytes bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes.get());
  }

  Bytes bytes() {
    return bytes;
  }

  private static int hash(byte[] key) {
    long hash = key.length;
    int at = 0;
    for (; at <= key.length - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(key, at));
    }
    for (; at < key.length; at++) {
      hash = mix(hash ^ key[at]);
    }
    return (int) hash;
  }

  private static long mix(long value) {
    long product = value * MIX;
    return product ^ product >>> Integer.SIZE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashedKey that && Arrays.equals(bytes.get(), that.bytes.get());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
