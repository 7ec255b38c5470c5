package dev.waybill.lane.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads what {@link RowWriter} wrote. A row that does not fit is corrupt: an exception, for nothing
 * good can follow.
 */
final class RowReader {
  private final byte[] bytes;
  private final int version;
  private int at;

  /** Opens a row, whose version must be the one known. */
  RowReader(byte[] row, int version) {
    this(row, version, version);
  }

  /** Opens a row of one of the versions known. */
  RowReader(byte[] row, int oldest, int newest) {
    this.bytes = row;
    this.version = row.length == 0 ? -1 : row[at++];
    if (version < oldest || version > newest) {
      throw new IllegalStateException(
          "row of version %d, but this release knows %s"
              .formatted(version, oldest == newest ? newest : oldest + " to " + newest));
    }
  }

  int version() {
    return version;
  }

  long number() {
    long zigzag = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[at++];
      zigzag |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new IllegalStateException("corrupt number in a row");
  }

  int smallNumber() {
    return Math.toIntExact(number());
  }

  boolean flag() {
    return number() != 0;
  }

  UUID id() {
    return new UUID(fixed(), fixed());
  }

  byte[] bytes() {
    int length = smallNumber();
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    return value;
  }
}
