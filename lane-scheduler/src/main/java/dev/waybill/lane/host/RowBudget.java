package dev.waybill.lane.host;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much heap the buffers of all stores of a process may use together. Thread-safe. */
final class RowBudget {
  /** What a row costs beside its bytes: key and value objects, two records, a map's entry. */
  private static final int OVERHEAD = 160;

  private static final int SHARES = 64;

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /** A budget of so many bytes. */
  RowBudget(long limit) {
    this.limit = limit;
  }

  static int sizeOf(byte[] key, byte @Nullable [] value) {
    return OVERHEAD + key.length + (value == null ? 0 : value.length);
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  /**
   * Whether a buffer that holds so much should give some of it up. A small part is everybody's, or
   * one that came late would write each row by itself.
   */
  boolean isExceededBy(long own) {
    return used.get() > limit && own > limit / SHARES;
  }

  long used() {
    return used.get();
  }
}
