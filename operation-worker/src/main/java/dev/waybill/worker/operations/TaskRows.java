package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The application's rows in the task's store: connections, the identity table in both directions,
 * and which operation created what. Each row begins with a version byte.
 *
 * <p>Only the task writes them, so parsed connections may stay on the heap until the task is
 * revived.
 */
final class TaskRows {
  private static final byte VERSION = 1;
  private static final byte CONNECTION = 'c';
  private static final byte SOURCE_ID = 'i';
  private static final byte RESOURCE_ID = 'r';

  /** Operation → what it created, and what was created → the operation. */
  private static final byte CREATED = 'o';

  private static final byte CREATED_BY = 'k';

  private static final int CACHED = 4_096;

  private final ApplicationRows rows;
  private final Map<UUID, Connection> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Connection> eldest) {
          return size() > CACHED;
        }
      };

  TaskRows(ApplicationRows rows) {
    this.rows = rows;
  }

  @Nullable Connection connection(UUID id) {
    Connection known = parsed.get(id);
    if (known != null) {
      return known;
    }
    byte[] row = rows.get(key(CONNECTION, id, ""));
    if (row == null) {
      return null;
    }
    Connection connection = Json.read(content(row), Connection.class);
    parsed.put(id, connection);
    return connection;
  }

  void put(Connection connection) {
    rows.put(key(CONNECTION, connection.id(), ""), row(Json.write(connection)));
    parsed.put(connection.id(), connection);
  }

  /** The TSP's id of one of our resources. */
  @Nullable String sourceId(UUID connectionId, Resource resource, UUID resourceId) {
    byte[] row = rows.get(key(SOURCE_ID, connectionId, resource.wireName() + "/" + resourceId));
    return row == null ? null : new String(content(row), UTF_8);
  }

  /** Our id of one of the TSP's resources. */
  @Nullable UUID resourceId(UUID connectionId, Resource resource, String sourceId) {
    byte[] row = rows.get(key(RESOURCE_ID, connectionId, resource.wireName() + "/" + sourceId));
    return row == null ? null : UUID.fromString(new String(content(row), UTF_8));
  }

  /**
   * Notes that two ids name the same resource.
   *
   * @return whether that is news
   */
  boolean identify(UUID connectionId, Resource resource, UUID resourceId, String sourceId) {
    if (sourceId.equals(sourceId(connectionId, resource, resourceId))) {
      return false;
    }
    rows.put(
        key(SOURCE_ID, connectionId, resource.wireName() + "/" + resourceId),
        row(sourceId.getBytes(UTF_8)));
    rows.put(
        key(RESOURCE_ID, connectionId, resource.wireName() + "/" + sourceId),
        row(resourceId.toString().getBytes(UTF_8)));
    return true;
  }

  /** A resource that the TSP knows. */
  record Known(UUID resourceId, String sourceId) {}

  /**
   * What an id names: one of our resource ids, or that of the operation that created the resource.
   */
  @Nullable Known known(UUID connectionId, Resource resource, UUID id) {
    String sourceId = sourceId(connectionId, resource, id);
    if (sourceId != null) {
      return new Known(id, sourceId);
    }
    byte[] row = rows.get(key(CREATED, connectionId, id.toString()));
    if (row == null) {
      return null;
    }
    UUID created = UUID.fromString(new String(content(row), UTF_8));
    String itsSourceId = sourceId(connectionId, resource, created);
    return itsSourceId == null ? null : new Known(created, itsSourceId);
  }

  /**
   * The one name by which operations on a resource are ordered: the operation that created it, if
   * that is known, for others may have named it so before they could know its id.
   */
  UUID orderName(UUID connectionId, Resource resource, UUID id) {
    byte[] created = rows.get(key(CREATED, connectionId, id.toString()));
    String named = created == null ? id.toString() : new String(content(created), UTF_8);
    byte[] row = rows.get(key(CREATED_BY, connectionId, resource.wireName() + "/" + named));
    return UUID.fromString(row == null ? named : new String(content(row), UTF_8));
  }

  /**
   * Notes what an operation created; the first that did names the resource from then on, unless
   * others could name it before by its own id.
   *
   * @param isNew whether the resource was not known until now
   */
  void created(
      UUID connectionId, Resource resource, UUID operationId, UUID resourceId, boolean isNew) {
    rows.put(
        key(CREATED, connectionId, operationId.toString()),
        row(resourceId.toString().getBytes(UTF_8)));
    if (isNew) {
      rows.put(
          key(CREATED_BY, connectionId, resource.wireName() + "/" + resourceId),
          row(operationId.toString().getBytes(UTF_8)));
    }
  }

  private static byte[] key(byte kind, UUID connection, String rest) {
    byte[] tail = rest.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + 16 + tail.length)
        .put(kind)
        .putLong(connection.getMostSignificantBits())
        .putLong(connection.getLeastSignificantBits())
        .put(tail)
        .array();
  }

  private static byte[] row(byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put(VERSION).put(content).array();
  }

  private static byte[] content(byte[] row) {
    if (row.length == 0 || row[0] != VERSION) {
      throw new IllegalStateException(
          "a row of an unknown version: written by a newer Waybill; upgrade this one");
    }
    byte[] content = new byte[row.length - 1];
    System.arraycopy(row, 1, content, 0, content.length);
    return content;
  }
}
