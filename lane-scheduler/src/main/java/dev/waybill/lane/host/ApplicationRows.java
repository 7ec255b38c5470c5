package dev.waybill.lane.host;

import org.jspecify.annotations.Nullable;

/**
 * Rows of the application's own in the task's store: point access only, in the task's transaction.
 * A row belongs to the task; keep in it only what is co-partitioned with the lanes. Begin each
 * value with a version byte.
 */
public interface ApplicationRows {
  byte @Nullable [] get(byte[] key);

  void put(byte[] key, byte[] row);

  void delete(byte[] key);
}
