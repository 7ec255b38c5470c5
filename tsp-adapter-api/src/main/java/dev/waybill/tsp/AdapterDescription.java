package dev.waybill.tsp;

import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an adapter can do: the capability matrix (resource by operation by field), and what a
 * connection must bring. Written as JSON by {@code dev.waybill.schemas.Json}.
 *
 * @param title the TSP's name for people
 * @param capabilities each resource and operation type at most once; what is absent is impossible
 * @param settingsSchema JSON Schema 2020-12 of a connection's {@code settings}; an object
 * @param credentials what a connection's {@code credentials} may hold
 */
public record AdapterDescription(
    String sourceName,
    String title,
    List<Capability> capabilities,
    ObjectNode settingsSchema,
    List<CredentialField> credentials) {

  /** Copies the lists and refuses a doubled capability. */
  public AdapterDescription {
    capabilities = List.copyOf(capabilities);
    credentials = List.copyOf(credentials);
    long distinct =
        capabilities.stream().map(c -> List.of(c.resource(), c.operationType())).distinct().count();
    if (distinct != capabilities.size()) {
      throw new IllegalArgumentException("a capability is described twice");
    }
  }

  /** What the adapter can do of this kind; empty if nothing. */
  public Optional<Capability> capability(Resource resource, OperationType operationType) {
    return capabilities.stream()
        .filter(c -> c.resource() == resource && c.operationType() == operationType)
        .findFirst();
  }

  /**
   * One kind of operation.
   *
   * @param idempotent whether a repeat with the same key is safe, unless a connection's settings
   *     say otherwise (see {@link TspAdapter#repeatable})
   * @param reconcilable whether {@link TspAdapter#reconcile} can tell
   * @param fields those that reach the TSP; others are dropped with a warning
   */
  public record Capability(
      Resource resource,
      OperationType operationType,
      boolean idempotent,
      boolean reconcilable,
      List<Field> fields) {

    /** Copies the list. */
    public Capability {
      fields = List.copyOf(fields);
    }
  }

  /**
   * One field of a payload.
   *
   * @param name ours
   * @param required by this TSP, beyond what our own schema asks
   * @param maxLength in characters; null if the TSP names none
   */
  public record Field(String name, boolean required, @Nullable Integer maxLength) {}

  /** One field of a connection's credentials. */
  public record CredentialField(String name, boolean required, String description) {}
}
