package dev.waybill.lane.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads rows. What was put through {@link Decisions} is seen at once. */
public interface Rows {
  /** The row, or null if there is none. The caller does not write to it. */
  byte @Nullable [] get(RowKey key);

  /** Visits every head row; only when a task starts. */
  void forEachHead(Consumer<byte[]> visitor);
}
