package dev.waybill.api.view;

import dev.waybill.schemas.Page;
import dev.waybill.schemas.Partitions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of operations, newest or oldest first, over all partitions. Thread-safe. A page has a
 * bounded cost: with a rare filter it may be short, even empty, and still have a next page.
 */
final class OperationLists {
  private final Function<ViewParts.Listing, ListPart> walks;
  private final int partitions;

  /**
   * Makes it.
   *
   * @param walks over the places of a list, wherever they are
   */
  OperationLists(Function<ViewParts.Listing, ListPart> walks, int partitions) {
    this.walks = walks;
    this.partitions = partitions;
  }

  /** The page at a cursor, or the first one. */
  Page<ListedOperation> page(ListQuery query, Optional<String> cursorText, int size) {
    long binding = query.binding();
    Optional<ListCursor> cursor = cursorText.map(text -> ListCursor.read(text, binding));
    boolean backward = cursor.map(ListCursor::backward).orElse(false);
    @Nullable ListPlace at = cursor.map(ListPlace::of).orElse(null);
    ListPart part =
        walks.apply(
            new ViewParts.Listing(involved(query), query, at, size, query.ascending() != backward));
    List<ListedOperation> found = backward ? part.found().reversed() : part.found();
    // In reading order: the page begins at one end of what was looked at and ends at the other.
    String further = part.more() ? text(part.last(), backward, binding) : null;
    String back =
        at == null ? null : text(part.first() == null ? at : part.first(), !backward, binding);
    return backward ? new Page<>(found, back, further) : new Page<>(found, further, back);
  }

  private List<Integer> involved(ListQuery query) {
    return query
        .connectionId()
        .map(id -> List.of(Partitions.of(id, partitions)))
        .orElseGet(() -> IntStream.range(0, partitions).boxed().toList());
  }

  private static @Nullable String text(@Nullable ListPlace place, boolean backward, long binding) {
    return place == null ? null : new ListCursor(backward, place.time(), place.id()).write(binding);
  }
}
