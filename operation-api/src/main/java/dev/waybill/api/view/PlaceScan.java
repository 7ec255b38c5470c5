package dev.waybill.api.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the places of a list in the stores of this instance. A walk looks at a bounded number
 * of places, for a bounded time, and brings a bounded number of bytes: with a rare filter it finds
 * little, or nothing, and says that there are more. Thread-safe.
 */
final class PlaceScan {
  private final ViewStores stores;
  private final Visible visible;
  private final Budget budget;

  /** Tells what a row shows to who asks. */
  @FunctionalInterface
  interface Visible {
    /** The operation's JSON; empty if it is not the partner's to see, or not asked for. */
    Optional<byte[]> json(ViewRow row, ListQuery query);
  }

  /**
   * How much one walk may cost.
   *
   * @param places to look at, at least 1
   * @param passedOver how many places have to be passed over before time counts: a page of a list
   *     without a rare filter is full, however slow the machine is
   * @param time after which it ends then, at least one place on
   * @param bytes of what was found; the one that goes beyond is the last
   */
  record Budget(int places, int passedOver, Duration time, long bytes) {
    /**
     * A page answers in a few tens of milliseconds, whatever it is asked for, and a thousand of the
     * largest operations do not take the memory that everybody needs.
     */
    static final Budget DEFAULT = new Budget(20_000, 500, Duration.ofMillis(20), 4L * 1024 * 1024);
  }

  PlaceScan(ViewStores stores, Visible visible, Budget budget) {
    this.stores = stores;
    this.visible = visible;
    this.budget = budget;
  }

  ListPart walk(ViewParts.Listing question) {
    ListQuery query = question.query();
    Bytes at = question.at() == null ? null : question.at().key(query);
    Bytes lower = start(query, query.from().toEpochMilli());
    Bytes upper = start(query, query.to().toEpochMilli());
    if (at != null && question.ascending() && at.compareTo(lower) > 0) {
      lower = at;
    } else if (at != null && !question.ascending() && at.compareTo(upper) < 0) {
      upper = at;
    }
    if (lower.compareTo(upper) > 0) {
      return new ListPart(List.of(), null, null, false);
    }
    List<ReadOnlyKeyValueStore<Bytes, byte[]>> involved =
        question.partitions().stream().map(stores::of).toList();
    try (MergedPlaces places = MergedPlaces.between(involved, lower, upper, question.ascending())) {
      return new Walk(question, at).over(places);
    }
  }

  private static Bytes start(ListQuery query, long timeMs) {
    return new ListPlace(timeMs, ViewKeys.LOWEST).key(query);
  }

  /** One walk. */
  private final class Walk {
    private final ViewParts.Listing question;
    private final @Nullable Bytes at;
    private final ListMarks marks;
    private final long end = System.nanoTime() + budget.time().toNanos();
    private final List<ListedOperation> found = new ArrayList<>();
    private @Nullable Bytes first;
    private @Nullable Bytes last;
    private int looked;
    private long bytes;

    Walk(ViewParts.Listing question, @Nullable Bytes at) {
      this.question = question;
      this.at = at;
      this.marks = new ListMarks(question.query());
    }

    ListPart over(MergedPlaces places) {
      for (MergedPlaces.Place place = places.next(); place != null; place = places.next()) {
        if (place.key().equals(at)) {
          continue;
        }
        if (isOver()) {
          return part(true);
        }
        looked++;
        first = first == null ? place.key() : first;
        last = place.key();
        look(place);
      }
      return part(false);
    }

    private void look(MergedPlaces.Place place) {
      byte[] row = place.store().get(ViewKeys.operation(ViewKeys.idAt(place.key())));
      if (row == null) {
        return;
      }
      Optional.of(ViewRow.read(row))
          .filter(marks::mayPass)
          .flatMap(known -> visible.json(known, question.query()))
          .ifPresent(json -> {
            found.add(new ListedOperation(ListPlace.of(place.key()), json));
            bytes += json.length;
          });
    }

    private boolean isOver() {
      return found.size() == question.size()
          || looked == budget.places()
          || bytes >= budget.bytes()
          || (looked > 0
              && looked - found.size() >= budget.passedOver()
              && System.nanoTime() >= end);
    }

    private ListPart part(boolean more) {
      return new ListPart(
          found,
          first == null ? null : ListPlace.of(first),
          last == null ? null : ListPlace.of(last),
          more);
    }
  }
}
