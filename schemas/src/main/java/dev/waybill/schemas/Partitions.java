package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a connection or an endpoint belongs to: murmur2 of the id's text, as Java clients
 * do.
 */
public final class Partitions {
  private Partitions() {}

  /** The partition of a record whose key is the id's lower-case text. */
  public static int of(UUID id, int partitions) {
    return of(id.toString().getBytes(UTF_8), partitions);
  }

  /** The partition of a record with the given key. */
  public static int of(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
