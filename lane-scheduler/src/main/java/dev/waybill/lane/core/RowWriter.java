package dev.waybill.lane.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes the fields of a row one after another. Numbers are zigzag varints: most are small. */
final class RowWriter {
  private byte[] bytes;
  private int length;

  /** Begins a row with the version of its format. */
  RowWriter(int version, int expectedSize) {
    bytes = new byte[expectedSize];
    bytes[length++] = (byte) version;
  }

  RowWriter number(long value) {
    ensure(10);
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((zigzag & 0x7F) | 0x80);
      zigzag >>>= 7;
    }
    bytes[length++] = (byte) zigzag;
    return this;
  }

  RowWriter flag(boolean value) {
    return number(value ? 1 : 0);
  }

  RowWriter id(UUID value) {
    ensure(16);
    fixed(value.getMostSignificantBits());
    fixed(value.getLeastSignificantBits());
    return this;
  }

  RowWriter bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  RowWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] row() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void fixed(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
