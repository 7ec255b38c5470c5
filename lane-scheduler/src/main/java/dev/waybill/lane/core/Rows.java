package dev.waybill.lane.core;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads rows. What was put through {@link Decisions} is seen at once. */
public interface Rows {
  /** The row, or null if there is none. The caller does not write to it. */
  byte @Nullable [] get(RowKey key);

  /**
   * The keys of the rows of one kind in one lane that come after a key, in the order of their
   * bytes; for work in bulk only.
   *
   * @param after a key of that kind, or the beginning of one
   * @param prefix so many bytes of {@code after} all have in common
   * @param limit at most so many
   */
  List<byte[]> keysAfter(RowKey after, int prefix, int limit);

  /** Visits every head row; only when a task starts. */
  void forEachHead(Consumer<byte[]> visitor);
}
