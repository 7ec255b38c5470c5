package dev.waybill.worker.operations;

import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.Registration;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads connections from the registry, which anybody may write to. What is read here is whole, so
 * that one bad record cannot stop the partition at a later dispatch.
 */
final class Connections {
  private Connections() {}

  /**
   * Reads a record's value.
   *
   * @throws IllegalArgumentException if it is not a whole connection; the message says why
   */
  static Connection read(byte[] value) {
    Connection connection;
    try {
      connection = Json.read(value, Connection.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a connection: " + Json.complaint(e), e);
    }
    String missing = missing(connection);
    if (missing != null) {
      throw new IllegalArgumentException("not a connection: " + missing + " is missing");
    }
    return connection;
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static @Nullable String missing(Connection connection) {
    if (connection == null) {
      return "everything";
    }
    Map<String, @Nullable Object> needed = new LinkedHashMap<>();
    needed.put("id", connection.id());
    needed.put("partner_id", connection.partnerId());
    needed.put("source_name", connection.sourceName());
    needed.put("settings", connection.settings());
    needed.put("limits", connection.limits());
    needed.put("retry", connection.retry());
    needed.put("ordering", connection.ordering());
    needed.put("status", connection.status());
    for (Map.Entry<String, @Nullable Object> field : needed.entrySet()) {
      if (field.getValue() == null) {
        return field.getKey();
      }
    }
    return null;
  }

  /**
   * How the connection's lane is to be run.
   *
   * @throws IllegalArgumentException if it is no way to run one
   */
  static LaneSettings settings(Connection connection) {
    ConnectionLimits limits = connection.limits();
    return new LaneSettings(
        connection.version(),
        connection.credentials() == null ? 0 : connection.credentials().version(),
        Limits.perSecond(
            limits.requestsPerSecond(),
            limits.burst(),
            limits.maxInFlight(),
            Duration.ofMillis(connection.callTimeoutMs())),
        new dev.waybill.lane.core.RetryPolicy(
            connection.retry().maxAttempts(),
            new Backoff.Exponential(
                Duration.ofMillis(connection.retry().initialDelayMs()),
                Duration.ofMillis(connection.retry().maxDelayMs())),
            Duration.ofSeconds(connection.retry().expiresAfterS())),
        switch (connection.ordering()) {
          case PER_RESOURCE -> dev.waybill.lane.core.Ordering.PER_KEY;
          case STRICT -> dev.waybill.lane.core.Ordering.STRICT;
          case NONE -> dev.waybill.lane.core.Ordering.NONE;
        },
        connection.status() == ConnectionStatus.PAUSED);
  }

  /**
   * What a record of the registry asks for.
   *
   * @param rows what is known of the connection: its first owner keeps it, and the newest version
   */
  static Registration registration(InboundRecord record, TaskRows rows) {
    byte[] value = record.value();
    if (value == null) {
      return new Registration.Ignore(); // compaction's own; a deletion is a record with a status
    }
    Connection connection;
    Registration registration;
    try {
      connection = read(value);
      LaneId lane = new LaneId(connection.id());
      registration =
          connection.status() == ConnectionStatus.DELETED
              ? new Registration.Remove(lane)
              : new Registration.Configure(lane, settings(connection));
    } catch (IllegalArgumentException e) {
      return new Registration.Malformed(String.valueOf(e.getMessage()));
    }
    Connection known = rows.connection(connection.id());
    if (known != null && !known.partnerId().equals(connection.partnerId())) {
      return new Registration.Malformed(
          "the connection %s belongs to another partner, and its first owner keeps it"
              .formatted(connection.id()));
    }
    if (known != null && known.version() >= connection.version()) {
      return new Registration.Ignore();
    }
    return registration;
  }
}
