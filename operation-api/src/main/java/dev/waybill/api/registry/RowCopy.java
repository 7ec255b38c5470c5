package dev.waybill.api.registry;

import dev.waybill.schemas.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The rows of a registry by id, as the records of its topic make them. Every copy that reads the
 * same log comes to the same rows. Written by one thread, read by many.
 */
final class RowCopy<T> {
  /** What a record did to the copy. */
  enum Effect {
    TAKEN,
    /** Nothing that we can read; the row stays as it is. */
    MALFORMED,
    /** From somebody who does not own the row, or older than the row: the row stays. */
    REFUSED
  }

  /** How far the clocks of an API and of a broker may be apart, and more. */
  private static final Duration SLACK = Duration.ofHours(12);

  private final Row<T> row;
  private final Map<UUID, T> rows = new ConcurrentHashMap<>();

  RowCopy(Row<T> row) {
    this.row = row;
  }

  /**
   * Takes a record in. The first owner of an id keeps it, whoever writes under it later, and a row
   * never goes back to an older version, or to another of the same version.
   *
   * @param at when the broker took the record
   */
  Effect apply(byte @Nullable [] key, byte @Nullable [] value, Instant at) {
    Optional<UUID> id = RowKeys.id(key);
    if (id.isEmpty()) {
      return Effect.MALFORMED;
    }
    if (value == null) {
      return forget(id.get(), at);
    }
    T next;
    try {
      next = Json.read(value, row.type());
    } catch (JacksonException e) {
      return Effect.MALFORMED;
    }
    if (!isWhole(next) || !row.id().apply(next).equals(id.get())) {
      return Effect.MALFORMED;
    }
    T present = rows.get(id.get());
    if (present != null && !follows(present, next)) {
      return Effect.REFUSED;
    }
    rows.put(id.get(), next);
    return Effect.TAKEN;
  }

  /**
   * Rows end by their status, and only long after that for good: till then somebody owns the id.
   */
  private Effect forget(UUID id, Instant at) {
    T present = rows.get(id);
    if (present != null && !isOfNoUse(present, at.plus(SLACK))) {
      return Effect.MALFORMED;
    }
    rows.remove(id);
    return Effect.TAKEN;
  }

  private boolean isOfNoUse(T present, Instant at) {
    Instant keptUntil = row.keptUntil().apply(present);
    return keptUntil != null && !at.isBefore(keptUntil);
  }

  /** The ids of some rows that need not be kept any longer. */
  List<UUID> ofNoUse(Instant now, int most) {
    return rows.values().stream()
        .filter(present -> isOfNoUse(present, now))
        .limit(most)
        .map(row.id())
        .toList();
  }

  /** The mapper leaves what a record lacks as null, whatever its type says. */
  private boolean isWhole(@Nullable T next) {
    return next != null && row.isWhole().test(next);
  }

  private boolean follows(T present, T next) {
    return row.owner().apply(next).equals(row.owner().apply(present))
        && (row.version().applyAsLong(next) > row.version().applyAsLong(present)
            || next.equals(present));
  }

  Optional<T> find(UUID id) {
    return Optional.ofNullable(rows.get(id));
  }

  Collection<T> all() {
    return List.copyOf(rows.values());
  }
}
