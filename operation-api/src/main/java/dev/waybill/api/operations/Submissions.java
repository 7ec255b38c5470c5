package dev.waybill.api.operations;

import dev.waybill.api.connections.AdapterRules;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.IdempotencyKey;
import dev.waybill.api.id.OperationIds;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ShareLevel;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests of writes that fit their schema. Thread-safe. */
public final class Submissions {
  private static final String CONNECTION_ID = "connection_id";

  private final Connections connections;
  private final AdapterRules adapters;
  private final BodySchemas schemas;
  private final OperationIds ids;
  private final int partitions;

  /**
   * Makes it.
   *
   * @param partitions of every topic
   */
  public Submissions(
      Connections connections,
      AdapterRules adapters,
      BodySchemas schemas,
      OperationIds ids,
      int partitions) {
    this.connections = connections;
    this.adapters = adapters;
    this.schemas = schemas;
    this.ids = ids;
    this.partitions = partitions;
  }

  /**
   * What somebody asks for.
   *
   * @param resourceId what to update; null for a create
   * @param body as its schema lets it through
   * @param fingerprint to compare a repeat of the key with; null without a key
   */
  record Write(
      WriteRoute route,
      @Nullable UUID resourceId,
      ObjectNode body,
      WriteOptions options,
      @Nullable String fingerprint) {}

  /** A request that may be written, and the connection that it goes to. */
  record Prepared(OperationRequest request, Connection connection) {}

  /**
   * A body as the schema of its route lets it through.
   *
   * @throws RefusedException 422 with everything that is wrong with it
   */
  ObjectNode body(WriteRoute route, JsonNode body) {
    return schemas.check(route.schema(), body);
  }

  /**
   * Makes a request on a connection, also one that was made elsewhere a moment ago.
   *
   * @throws RefusedException if the partner may not write this on the connection
   */
  Prepared prepare(UUID partnerId, Write write, Instant now) {
    return prepare(connections.usable(partnerId, connectionId(write.body())), write, now);
  }

  /**
   * Makes a request on a connection that is known here.
   *
   * @throws RefusedException if the partner may not write this on the connection, or it is too
   *     large to be written
   */
  Prepared prepareNow(UUID partnerId, Write write, Instant now) {
    return prepare(connections.usableNow(partnerId, connectionId(write.body())), write, now);
  }

  /** Takes in connections that were made elsewhere a moment ago. */
  void refresh(Collection<UUID> ids) {
    connections.refresh(ids);
  }

  private Prepared prepare(Connection connection, Write write, Instant now) {
    UUID partnerId = connection.partnerId();
    refuseReadOnly(connection, write.route().resource());
    adapters.refuseImpossible(connection, write.route().resource(), write.route().type());
    ObjectNode payload = write.body().deepCopy();
    payload.remove(CONNECTION_ID);
    int partition = Partitions.of(connection.id(), partitions);
    WriteOptions options = write.options();
    IdempotencyKey key = options.key();
    OperationRequest request =
        new OperationRequest(
            key == null ? ids.next(partition) : id(key, partnerId, connection.id()),
            partnerId,
            connection.id(),
            write.route().resource(),
            write.route().type(),
            write.resourceId(),
            payload,
            now,
            options.expiresAt(),
            options.priority(),
            connection.version(),
            options.syncWait() == null ? null : true,
            key == null ? null : key.text(),
            write.fingerprint());
    return new Prepared(request, connection);
  }

  /** The id of the operation of a key. */
  UUID id(IdempotencyKey key, UUID partnerId, UUID connectionId) {
    return key.id(partnerId, connectionId, Partitions.of(connectionId, partitions));
  }

  static UUID connectionId(ObjectNode body) {
    return UUID.fromString(body.get(CONNECTION_ID).asString());
  }

  /**
   * Holds to what a fleet shares.
   *
   * @throws RefusedException 403
   */
  static void refuseReadOnly(Connection connection, Resource resource) {
    if (connection.share() != null && connection.share().get(resource) == ShareLevel.READ) {
      throw new RefusedException(
          ProblemCode.READ_ONLY_SHARE,
          "the connection's share gives only read for " + resource.wireName());
    }
  }
}
