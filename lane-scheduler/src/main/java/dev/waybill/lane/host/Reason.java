package dev.waybill.lane.host;

import java.io.IOException;
import org.apache.kafka.common.errors.ApiException;
import org.rocksdb.RocksDBException;

/** Says in a few words why something failed, for people who operate it. */
final class Reason {
  private static final int MAX = 200;

  private Reason() {}

  /**
   * The deepest cause: of disks and Kafka with its message, of others its class only, for a message
   * may quote what was in a record.
   */
  static String of(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String name = root.getClass().getSimpleName();
    boolean tells =
        root instanceof IOException
            || root instanceof RocksDBException
            || root instanceof ApiException;
    if (!tells || root.getMessage() == null) {
      return name;
    }
    String message = root.getMessage().lines().findFirst().orElse("");
    return name + ": " + message.substring(0, Math.min(message.length(), MAX));
  }
}
