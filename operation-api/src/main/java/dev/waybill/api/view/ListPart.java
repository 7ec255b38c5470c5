package dev.waybill.api.view;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over the places of a list came to.
 *
 * @param found in the order of the walk
 * @param first place that was looked at; null if there was none
 * @param last place that was looked at; there is one if there are more
 * @param more whether there are places behind the last
 */
record ListPart(
    List<ListedOperation> found,
    @Nullable ListPlace first,
    @Nullable ListPlace last,
    boolean more) {
  ListPart {
    found = List.copyOf(found);
  }

  /**
   * The walk that all of several walks over the same list, but over other partitions, are together.
   * It ends where the first of those ends that did not come to their end: what the others found
   * behind that may have something before it.
   */
  static ListPart together(List<ListPart> parts, ViewParts.Listing question) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    Comparator<ListPlace> keys = Comparator.comparing(place -> place.key(question.query()));
    Comparator<ListPlace> order = question.ascending() ? keys : keys.reversed();
    @Nullable ListPlace horizon =
        parts.stream()
            .filter(ListPart::more)
            .map(part -> Objects.requireNonNull(part.last()))
            .min(order)
            .orElse(null);
    List<ListedOperation> found =
        parts.stream()
            .flatMap(part -> part.found().stream())
            .filter(one -> horizon == null || order.compare(one.place(), horizon) <= 0)
            .sorted(Comparator.comparing(ListedOperation::place, order))
            .toList();
    ListPlace first = places(parts.stream().map(ListPart::first)).min(order).orElse(null);
    if (found.size() > question.size()) {
      List<ListedOperation> page = found.subList(0, question.size());
      return new ListPart(page, first, page.getLast().place(), true);
    }
    ListPlace last =
        horizon == null
            ? places(parts.stream().map(ListPart::last)).max(order).orElse(null)
            : horizon;
    return new ListPart(found, first, last, horizon != null);
  }

  private static Stream<ListPlace> places(Stream<@Nullable ListPlace> places) {
    return places.filter(Objects::nonNull).map(Objects::requireNonNull);
  }
}
