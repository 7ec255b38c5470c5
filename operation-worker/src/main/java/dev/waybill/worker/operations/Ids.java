package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.UUID;

/** Ids that are derived rather than drawn, so that a repeat yields the same. */
public final class Ids {
  private static final UUID NAMESPACE = UUID.fromString("6f1b0d1c-5f0e-5d57-9c58-8d1a4c1f7a31");

  /** Bits 48 to 63 of a UUIDv7 hold the version in their upper four. */
  private static final long V7 = 0x7000L;

  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long BELOW_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

  private Ids() {}

  /** Our id of a TSP's resource: UUIDv5 of connection, resource and source id (RFC 9562, 5.5). */
  static UUID resource(UUID connectionId, Resource resource, String sourceId) {
    return named("resource", connectionId.toString(), resource.wireName(), sourceId);
  }

  /** The id of a log entry. */
  public static UUID log(UUID operationId, int run, int attempt) {
    return named("log", operationId.toString(), Integer.toString(run), Integer.toString(attempt));
  }

  /**
   * The id of an event: a UUIDv7 (RFC 9562, 5.7) whose random bits are derived from what happened.
   * The time is that of the decision, so ids sort as their events do.
   */
  static UUID event(Instant at, UUID operationId, String type, int run, int attempt) {
    UUID name =
        named(
            "event",
            operationId.toString(),
            type,
            Integer.toString(run),
            Integer.toString(attempt));
    long most = (at.toEpochMilli() << 16) | V7 | (name.getMostSignificantBits() & 0x0FFFL);
    return new UUID(most, (name.getLeastSignificantBits() & BELOW_VARIANT) | VARIANT);
  }

  private static UUID named(String... parts) {
    // A generator per call: it holds a digest, which is not thread-safe.
    NameBasedGenerator generator = Generators.nameBasedGenerator(NAMESPACE);
    return generator.generate(String.join("\n", parts).getBytes(UTF_8));
  }
}
