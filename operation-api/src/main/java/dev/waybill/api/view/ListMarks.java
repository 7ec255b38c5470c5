package dev.waybill.api.view;

import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hash of each field that lists filter by, at a fixed place in a row: nearly all rows that do not
 * pass a filter are told by them, without their JSON being read. Persisted: order and hash stay.
 */
final class ListMarks {
  /** How many a row has. */
  static final int COUNT = 7;

  private final List<Set<Integer>> wanted;

  /** The marks of a query. */
  ListMarks(ListQuery query) {
    wanted =
        List.of(
            mark(query.resource().map(Resource::wireName)),
            mark(query.operation().map(OperationType::wireName)),
            mark(query.status().map(OperationStatus::wireName)),
            mark(query.resourceId().map(UUID::toString)),
            mark(query.sourceId()),
            mark(query.sourceName()),
            query.fleetRefs().stream().map(ListMarks::hash).collect(Collectors.toSet()));
  }

  private static Set<Integer> mark(Optional<String> value) {
    return value.map(text -> Set.of(hash(text))).orElse(Set.of());
  }

  /**
   * Whether a row may pass the query's filters; what it says no to does not. Of what was only asked
   * for not everything is known: it always may.
   */
  boolean mayPass(ViewRow row) {
    if (!row.isTold()) {
      return true;
    }
    for (int i = 0; i < COUNT; i++) {
      Set<Integer> any = wanted.get(i);
      if (!any.isEmpty() && !any.contains(row.mark(i))) {
        return false;
      }
    }
    return true;
  }

  static void write(OperationHead head, ByteBuffer row) {
    row.putInt(hash(head.resource())).putInt(hash(head.operationType()));
    row.putInt(hash(head.status())).putInt(hash(head.resourceId()));
    row.putInt(hash(head.sourceId())).putInt(hash(head.sourceName()));
    row.putInt(hash(head.fleetRef()));
  }

  /** {@link String#hashCode()} is the same everywhere and for ever. */
  private static int hash(@Nullable String text) {
    return text == null ? 0 : text.hashCode();
  }
}
