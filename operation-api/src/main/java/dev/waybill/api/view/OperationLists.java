package dev.waybill.api.view;

import dev.waybill.schemas.Operation;
import dev.waybill.schemas.Page;
import dev.waybill.schemas.Partitions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Lists of operations, newest or oldest first, over all partitions. Thread-safe. A page looks at a
 * bounded number of operations: with a rare filter it may be short, even empty, and still have a
 * next page.
 */
final class OperationLists {
  /** How many operations a page may look at. */
  static final int SCAN_BUDGET = 5_000;

  private final ViewStores stores;
  private final OperationView view;
  private final int partitions;
  private final int budget;

  /**
   * Makes it.
   *
   * @param budget how many operations a page may look at, at least 1
   */
  OperationLists(ViewStores stores, OperationView view, int partitions, int budget) {
    this.stores = stores;
    this.view = view;
    this.partitions = partitions;
    this.budget = budget;
  }

  /** The page at a cursor, or the first one. */
  Page<Operation> page(ListQuery query, Optional<String> cursorText, int size) {
    long binding = query.binding();
    Optional<ListCursor> cursor = cursorText.map(text -> ListCursor.read(text, binding));
    boolean backward = cursor.map(ListCursor::backward).orElse(false);
    Scan scan = scan(query, cursor.orElse(null), size, query.ascending() != backward);
    if (backward) {
      Collections.reverse(scan.found);
    }
    // In reading order: the page begins at one end of what was looked at and ends at the other.
    String further = scan.more ? text(scan.last, backward, binding) : null;
    String back =
        cursor
            .map(c -> text(scan.first == null ? key(query, c) : scan.first, !backward, binding))
            .orElse(null);
    return backward ? new Page<>(scan.found, back, further) : new Page<>(scan.found, further, back);
  }

  /** What one walk over the places came to. */
  private static final class Scan {
    private final List<Operation> found = new ArrayList<>();
    private @Nullable Bytes first;
    private @Nullable Bytes last;
    private boolean more;
  }

  private Scan scan(ListQuery query, @Nullable ListCursor cursor, int size, boolean ascending) {
    Bytes at = cursor == null ? null : key(query, cursor);
    Bytes lower = start(query, query.from());
    Bytes upper = start(query, query.to());
    if (at != null && ascending && at.compareTo(lower) > 0) {
      lower = at;
    } else if (at != null && !ascending && at.compareTo(upper) < 0) {
      upper = at;
    }
    Scan scan = new Scan();
    if (lower.compareTo(upper) > 0) {
      return scan;
    }
    try (MergedPlaces places = MergedPlaces.between(involved(query), lower, upper, ascending)) {
      int looked = 0;
      for (MergedPlaces.Place place = places.next(); place != null; place = places.next()) {
        if (place.key().equals(at)) {
          continue;
        }
        if (scan.found.size() == size || looked == budget) {
          scan.more = true;
          break;
        }
        looked++;
        scan.first = scan.first == null ? place.key() : scan.first;
        scan.last = place.key();
        operation(place, query).filter(query::matches).ifPresent(scan.found::add);
      }
    }
    return scan;
  }

  private Optional<Operation> operation(MergedPlaces.Place place, ListQuery query) {
    byte[] row = place.store().get(ViewKeys.operation(ViewKeys.idAt(place.key())));
    return Optional.ofNullable(row)
        .map(ViewRow::read)
        .flatMap(found -> view.visible(found, query.partnerId(), false));
  }

  private List<ReadOnlyKeyValueStore<Bytes, byte[]>> involved(ListQuery query) {
    return query
        .connectionId()
        .map(id -> List.of(stores.of(Partitions.of(id, partitions))))
        .orElseGet(() -> IntStream.range(0, partitions).mapToObj(stores::of).toList());
  }

  private static Bytes start(ListQuery query, Instant time) {
    return query
        .connectionId()
        .map(id -> ViewKeys.startOfConnection(id, time))
        .orElseGet(() -> ViewKeys.startOfPartner(query.partnerId(), time));
  }

  private static Bytes key(ListQuery query, ListCursor cursor) {
    return query
        .connectionId()
        .map(id -> ViewKeys.ofConnection(id, cursor.time(), cursor.id()))
        .orElseGet(() -> ViewKeys.ofPartner(query.partnerId(), cursor.time(), cursor.id()));
  }

  private static @Nullable String text(@Nullable Bytes place, boolean backward, long binding) {
    return place == null
        ? null
        : new ListCursor(backward, ViewKeys.timeAt(place), ViewKeys.idAt(place)).write(binding);
  }
}
