package dev.waybill.api.connections;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.Registry;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionStatus;
import java.util.Collection;
import java.util.UUID;

/** Connections as a partner may see them: another's are as if they did not exist. Thread-safe. */
public final class Connections {
  private final Registry<Connection> registry;

  public Connections(Registry<Connection> registry) {
    this.registry = registry;
  }

  /**
   * A connection of a partner.
   *
   * @throws RefusedException 404
   */
  public Connection owned(UUID partnerId, UUID id) {
    return registry
        .find(id)
        .filter(connection -> connection.partnerId().equals(partnerId))
        .orElseThrow(Connections::unknown);
  }

  /**
   * A connection of a partner that takes new work.
   *
   * @throws RefusedException 404, or 409 if it is deleted
   */
  public Connection usable(UUID partnerId, UUID id) {
    return usable(owned(partnerId, id));
  }

  /**
   * The same without waiting for one that was made elsewhere a moment ago.
   *
   * @throws RefusedException 404, or 409 if it is deleted
   */
  public Connection usableNow(UUID partnerId, UUID id) {
    return usable(
        registry
            .peek(id)
            .filter(connection -> connection.partnerId().equals(partnerId))
            .orElseThrow(Connections::unknown));
  }

  /**
   * Takes in what was made elsewhere a moment ago, once for many.
   *
   * @throws RefusedException 503 if that takes too long
   */
  public void refresh(Collection<UUID> ids) {
    registry.catchUp(ids);
  }

  private static Connection usable(Connection connection) {
    if (connection.status() == ConnectionStatus.DELETED) {
      throw deleted();
    }
    return connection;
  }

  static RefusedException deleted() {
    return new RefusedException(
        ProblemCode.CONNECTION_DELETED, "the connection is deleted and takes nothing any more");
  }

  static RefusedException unknown() {
    return new RefusedException(
        ProblemCode.CONNECTION_NOT_FOUND,
        "there is no such connection of yours; PUT /v2/integrations/connections/{id} makes one");
  }
}
