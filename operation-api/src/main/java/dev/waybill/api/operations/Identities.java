package dev.waybill.api.operations;

import dev.waybill.schemas.Resource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Looks up which ids the TSP has for resources of ours. Thread-safe. */
@FunctionalInterface
public interface Identities {
  /** A resource of a connection. */
  record Named(Resource resource, UUID id) {}

  /**
   * The TSP's ids of those that are known.
   *
   * @param partnerId who asks, of whom only a few are served at once
   * @throws dev.waybill.api.http.RefusedException 503 if it cannot be told in time
   */
  Map<Named, String> find(UUID partnerId, UUID connectionId, Set<Named> wanted);
}
