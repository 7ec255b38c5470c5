package dev.waybill.lane.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The key of one row. Rows are only ever asked for by their whole key; nothing scans, except that
 * the heads are visited once when a task starts.
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
    FLOOR(10);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  static RowKey head(LaneId lane) {
    return new RowKey(Kind.HEAD, start(Kind.HEAD, lane, 0).array());
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

  static RowKey ring(LaneId lane, Priority priority, long position) {
    ByteBuffer key = start(Kind.RING, lane, 1 + Long.BYTES);
    return new RowKey(Kind.RING, key.put((byte) priority.code()).putLong(position).array());
  }

  static RowKey key(LaneId lane, String orderKey) {
    byte[] text = orderKey.getBytes(StandardCharsets.UTF_8);
    return new RowKey(Kind.KEY, start(Kind.KEY, lane, text.length).put(text).array());
  }

  static RowKey chain(LaneId lane, String orderKey, long position) {
    byte[] text = orderKey.getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = start(Kind.CHAIN, lane, Long.BYTES + text.length);
    return new RowKey(Kind.CHAIN, key.putLong(position).put(text).array());
  }

  static RowKey bucket(int ring, long bucket, long position) {
    ByteBuffer key = ByteBuffer.allocate(2 + 2 * Long.BYTES).put(Kind.BUCKET.code).put((byte) ring);
    return new RowKey(Kind.BUCKET, key.putLong(bucket).putLong(position).array());
  }

  static RowKey bucketHead(int ring, long bucket) {
    ByteBuffer key =
        ByteBuffer.allocate(2 + Long.BYTES).put(Kind.BUCKET_HEAD.code).put((byte) ring);
    return new RowKey(Kind.BUCKET_HEAD, key.putLong(bucket).array());
  }

  static RowKey floor(int ring) {
    return new RowKey(Kind.FLOOR, new byte[] {Kind.FLOOR.code, (byte) ring});
  }

  private static RowKey ofItem(Kind kind, LaneId lane, ItemId item) {
    UUID id = item.value();
    ByteBuffer key = start(kind, lane, ID_BYTES);
    key.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return new RowKey(kind, key.array());
  }

  private static ByteBuffer start(Kind kind, LaneId lane, int more) {
    UUID id = lane.value();
    return ByteBuffer.allocate(1 + ID_BYTES + more)
        .put(kind.code)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
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
    return kind + "[" + java.util.HexFormat.of().formatHex(bytes, 1, bytes.length) + "]";
  }
}
