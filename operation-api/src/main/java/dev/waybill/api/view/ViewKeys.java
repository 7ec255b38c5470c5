package dev.waybill.api.view;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the view's one store. {@code O id} is an operation's row; {@code P partner time id}
 * and {@code C connection time id} are its places in the lists, which have no value. Times are
 * milliseconds, big-endian, so that the store's order is theirs.
 */
final class ViewKeys {
  private static final byte OPERATION = 'O';
  private static final byte PARTNER = 'P';
  private static final byte CONNECTION = 'C';
  private static final int ID_BYTES = 16;
  private static final int LIST_BYTES = 1 + ID_BYTES + Long.BYTES + ID_BYTES;

  /** Before every other id. */
  static final UUID LOWEST = new UUID(0, 0);

  private ViewKeys() {}

  static Bytes operation(UUID id) {
    ByteBuffer key = ByteBuffer.allocate(1 + ID_BYTES).put(OPERATION);
    return Bytes.wrap(put(key, id).array());
  }

  /** Whether a key is of an operation's row, and not of a place. */
  static boolean isOperation(Bytes key) {
    return key.get().length > 0 && key.get()[0] == OPERATION;
  }

  /** The operation that a row is of. */
  static UUID idOf(Bytes operation) {
    ByteBuffer key = ByteBuffer.wrap(operation.get(), 1, ID_BYTES);
    return new UUID(key.getLong(), key.getLong());
  }

  static Bytes ofPartner(UUID partnerId, Instant time, UUID id) {
    return place(PARTNER, partnerId, time, id);
  }

  static Bytes ofConnection(UUID connectionId, Instant time, UUID id) {
    return place(CONNECTION, connectionId, time, id);
  }

  /** The operation that a place belongs to. */
  static UUID idAt(Bytes place) {
    ByteBuffer key = ByteBuffer.wrap(place.get(), 1 + ID_BYTES + Long.BYTES, ID_BYTES);
    return new UUID(key.getLong(), key.getLong());
  }

  /** The time of a place. */
  static Instant timeAt(Bytes place) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(place.get()).getLong(1 + ID_BYTES));
  }

  private static Bytes place(byte kind, UUID of, Instant time, UUID id) {
    ByteBuffer key = put(ByteBuffer.allocate(LIST_BYTES).put(kind), of);
    key.putLong(millis(time));
    return Bytes.wrap(put(key, id).array());
  }

  /** Before 1970 is nobody's time; a producer may still have written it. */
  static long millis(Instant time) {
    try {
      return Math.max(0, time.toEpochMilli());
    } catch (ArithmeticException e) {
      return time.isBefore(Instant.EPOCH) ? 0 : Long.MAX_VALUE;
    }
  }

  private static ByteBuffer put(ByteBuffer key, UUID id) {
    return key.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
