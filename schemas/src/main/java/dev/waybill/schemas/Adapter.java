package dev.waybill.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of {@code adapter.registry}: what an adapter can do, resource by operation by field, and
 * what a connection must bring.
 *
 * @param sourceName the name that connections carry
 * @param title the TSP's name for people
 * @param capabilities each resource and operation type at most once; what is absent is impossible
 * @param settingsSchema JSON Schema 2020-12 of a connection's {@code settings}
 * @param credentials what a connection's {@code credentials} may hold
 * @param at when the worker told it
 */
public record Adapter(
    String sourceName,
    String title,
    List<Capability> capabilities,
    ObjectNode settingsSchema,
    List<Credential> credentials,
    Instant at) {

  /** What the adapter can do of this kind; empty if nothing. */
  public Optional<Capability> capability(Resource resource, OperationType type) {
    return capabilities.stream()
        .filter(one -> one.resource() == resource && one.operationType() == type)
        .findFirst();
  }

  /**
   * One kind of operation.
   *
   * @param idempotent whether a repeat with the same key is safe, unless a connection's settings
   *     say otherwise
   * @param reconcilable whether it can be found out later if a call that was not answered took
   *     effect
   * @param fields those that reach the TSP; others are dropped with a warning
   */
  public record Capability(
      Resource resource,
      OperationType operationType,
      boolean idempotent,
      boolean reconcilable,
      List<Field> fields) {}

  /**
   * One field of a payload.
   *
   * @param name ours
   * @param required by this TSP, beyond what our own schema asks
   * @param maxLength in characters; null if the TSP names none
   */
  public record Field(String name, boolean required, @Nullable Integer maxLength) {}

  /** One field of a connection's credentials. */
  public record Credential(String name, boolean required, String description) {}
}
