package dev.waybill.api.view;

import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;

/**
 * Where an operation stands in a list.
 *
 * @param timeMs when it was created, milliseconds, not negative
 */
record ListPlace(long timeMs, UUID id) {
  static ListPlace of(Bytes key) {
    return new ListPlace(ViewKeys.timeAt(key).toEpochMilli(), ViewKeys.idAt(key));
  }

  static ListPlace of(ListCursor cursor) {
    return new ListPlace(cursor.time().toEpochMilli(), cursor.id());
  }

  Instant time() {
    return Instant.ofEpochMilli(timeMs);
  }

  /** The key of the place in a list; keys of the same list are in the order of their places. */
  Bytes key(ListQuery query) {
    return query
        .connectionId()
        .map(connection -> ViewKeys.ofConnection(connection, time(), id))
        .orElseGet(() -> ViewKeys.ofPartner(query.partnerId(), time(), id));
  }
}
