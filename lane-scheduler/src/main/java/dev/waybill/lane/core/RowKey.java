package dev.waybill.lane.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The key of one row. Rows are only ever asked for by their whole key; nothing scans, except that
 * the heads are visited once when a task starts, and that the items of a removed lane are sought a
 * bounded number at a time.
 */
public final class RowKey {
  private static final int ID_BYTES = 16;

  private final Kind kind;
  private final byte[] bytes;

  private RowKey(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** What a row is. The code is the key's first byte; codes are never given to another meaning. */
  public enum Kind {
    HEAD(1),
    BODY(2),
    STATE(3),
    EVIDENCE(4),
    RING(5),
    KEY(6),
    CHAIN(7),
    BUCKET(8),
    BUCKET_HEAD(9),
    FLOOR(10),
    /** A command that came before the item that it names. */
    EARLY(11),
    /** Who waits for an item, and how many. */
    WAITER(12),
    WAITERS(13),
    /** Work in bulk that goes on at the next step, and where its queue begins and ends. */
    CHORE(14),
    CHORES(15),
    /** What goes before the reference at a position of a ring. */
    ASIDE(16);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  static RowKey head(LaneId lane) {
    return new Builder(Kind.HEAD, ID_BYTES).id(lane.value()).key();
  }

  static RowKey body(LaneId lane, ItemId item) {
    return ofItem(Kind.BODY, lane, item);
  }

  static RowKey state(LaneId lane, ItemId item) {
    return ofItem(Kind.STATE, lane, item);
  }

  static RowKey evidence(LaneId lane, ItemId item) {
    return ofItem(Kind.EVIDENCE, lane, item);
  }

  static RowKey early(LaneId lane, ItemId item) {
    return ofItem(Kind.EARLY, lane, item);
  }

  static RowKey waiters(LaneId lane, ItemId item) {
    return ofItem(Kind.WAITERS, lane, item);
  }

  static RowKey waiter(LaneId lane, ItemId item, long position) {
    return new Builder(Kind.WAITER, 2 * ID_BYTES + Long.BYTES)
        .id(lane.value())
        .id(item.value())
        .number(position)
        .key();
  }

  static RowKey chore(long position) {
    return new Builder(Kind.CHORE, Long.BYTES).number(position).key();
  }

  static RowKey chores() {
    return new Builder(Kind.CHORES, 0).key();
  }

  static RowKey ring(LaneId lane, int ring, long position) {
    return new Builder(Kind.RING, ID_BYTES + 1 + Long.BYTES)
        .id(lane.value())
        .small(ring)
        .number(position)
        .key();
  }

  static RowKey aside(LaneId lane, int ring, long position, long number) {
    return new Builder(Kind.ASIDE, ID_BYTES + 1 + 2 * Long.BYTES)
        .id(lane.value())
        .small(ring)
        .number(position)
        .number(number)
        .key();
  }

  static RowKey key(LaneId lane, String orderKey) {
    byte[] text = orderKey.getBytes(StandardCharsets.UTF_8);
    return new Builder(Kind.KEY, ID_BYTES + text.length).id(lane.value()).bytes(text).key();
  }

  static RowKey chain(LaneId lane, String orderKey, long position) {
    byte[] text = orderKey.getBytes(StandardCharsets.UTF_8);
    return new Builder(Kind.CHAIN, ID_BYTES + Long.BYTES + text.length)
        .id(lane.value())
        .number(position)
        .bytes(text)
        .key();
  }

  static RowKey bucket(int ring, long bucket, long position) {
    return new Builder(Kind.BUCKET, 1 + 2 * Long.BYTES)
        .small(ring)
        .number(bucket)
        .number(position)
        .key();
  }

  static RowKey bucketHead(int ring, long bucket) {
    return new Builder(Kind.BUCKET_HEAD, 1 + Long.BYTES).small(ring).number(bucket).key();
  }

  static RowKey floor(int ring) {
    return new Builder(Kind.FLOOR, 1).small(ring).key();
  }

  private static RowKey ofItem(Kind kind, LaneId lane, ItemId item) {
    return new Builder(kind, 2 * ID_BYTES).id(lane.value()).id(item.value()).key();
  }

  private static final class Builder {
    private final Kind kind;
    private final byte[] bytes;
    private int at;

    Builder(Kind kind, int length) {
      this.kind = kind;
      this.bytes = new byte[1 + length];
      bytes[at++] = kind.code;
    }

    Builder small(int value) {
      bytes[at++] = (byte) value;
      return this;
    }

    Builder number(long value) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes[at++] = (byte) (value >>> shift);
      }
      return this;
    }

    Builder id(UUID value) {
      return number(value.getMostSignificantBits()).number(value.getLeastSignificantBits());
    }

    Builder bytes(byte[] value) {
      System.arraycopy(value, 0, bytes, at, value.length);
      at += value.length;
      return this;
    }

    RowKey key() {
      return new RowKey(kind, bytes);
    }
  }

  /** The key before the first state row of a lane, for seeking. */
  static RowKey beforeStates(LaneId lane) {
    return new Builder(Kind.STATE, ID_BYTES).id(lane.value()).key();
  }

  /** The item of a state row's key. */
  static ItemId itemOfState(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key, 1 + ID_BYTES, ID_BYTES);
    return new ItemId(new UUID(in.getLong(), in.getLong()));
  }

  /** What the row is; heads live in a store of their own. */
  public Kind kind() {
    return kind;
  }

  /** The whole key. Not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return kind + "[" + HexFormat.of().formatHex(bytes, 1, bytes.length) + "]";
  }
}
