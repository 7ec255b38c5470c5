package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a run, each made when it is asked for: creates and updates of vehicles in turn,
 * spread evenly over the connections. An operation's number stands in the last 48 bits of its id.
 *
 * @param connections on which they are
 * @param vehicles known to each connection, for updates
 * @param noisy a connection with a limit and a backlog beside them; null for none
 * @param at the time that stands in everything
 */
record OperationLoad(List<UUID> connections, int vehicles, @Nullable UUID noisy, Instant at) {
  static final UUID PARTNER = UUID.fromString("0d9c6e70-54b1-4c0a-8f6e-2b7a3d1c9e55");

  /** Calls per second of the noisy connection. */
  static final int NOISY_RATE = 5;

  private static final long CONNECTION_BITS = 0x7c0f_5a52_6c1c_4c8eL;
  private static final long VEHICLE_BITS = 0x51d3_0b6a_90f2_4e17L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int HEX = 16;
  private static final int NUMBER_DIGITS = 12;

  /** So far above what anything here can do that no limit binds. */
  private static final ConnectionLimits UNBOUND = new ConnectionLimits(1_000_000, 1_000_000, 1_000);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  OperationLoad {
    connections = List.copyOf(connections);
  }

  /** Connections wherever their ids put them. */
  static OperationLoad spread(int connections, int vehicles, Instant at) {
    List<UUID> ids = IntStream.range(0, connections).mapToObj(OperationLoad::connection).toList();
    return new OperationLoad(ids, vehicles, null, at);
  }

  /** Connections of one partition, with or without a noisy one in it. */
  static OperationLoad together(int connections, int vehicles, boolean noise, Instant at) {
    UUID noisy = connection(0);
    int partition = Partitions.of(noisy, Cluster.PARTITIONS);
    List<UUID> ids =
        IntStream.iterate(1, index -> index + 1)
            .mapToObj(OperationLoad::connection)
            .filter(id -> Partitions.of(id, Cluster.PARTITIONS) == partition)
            .limit(connections)
            .toList();
    return new OperationLoad(ids, vehicles, noise ? noisy : null, at);
  }

  /** Everything as it came, for the table. */
  String describe() {
    return "%,d connections; creates and updates of vehicles in turn, updates of %,d known vehicles of each connection; values of about %,d bytes; no limit binds"
        .formatted(connections.size(), vehicles, request(connections.size()).length);
  }

  private static UUID connection(int index) {
    return new UUID(CONNECTION_BITS, VARIANT | index);
  }

  private static UUID vehicle(int connection, int index) {
    return new UUID(VEHICLE_BITS, VARIANT | ((long) connection << 20) | index);
  }

  /** Limits that never bind. */
  ConnectionLimits unbound() {
    return UNBOUND;
  }

  int connectionOf(int number) {
    return number % connections.size();
  }

  byte[] key(int number) {
    return connections.get(connectionOf(number)).toString().getBytes(US_ASCII);
  }

  /** A connection as the registry has it. */
  byte[] registration(UUID id) {
    ConnectionLimits limits =
        id.equals(noisy) ? new ConnectionLimits(NOISY_RATE, NOISY_RATE, 4) : UNBOUND;
    return registration(id, limits, CALL_TIMEOUT, 1);
  }

  /** The same with other limits, as a later version. */
  byte[] registration(UUID id, ConnectionLimits limits, Duration callTimeout, int version) {
    return Json.write(
        new Connection(
            id,
            PARTNER,
            "fleet",
            NoOpAdapterProvider.NAME,
            null,
            Json.mapper().createObjectNode(),
            null,
            limits,
            new RetryPolicy(8, 1_000, 300_000, 86_400),
            Math.toIntExact(callTimeout.toMillis()),
            Ordering.PER_RESOURCE,
            null,
            ConnectionStatus.ACTIVE,
            null,
            version,
            at,
            at));
  }

  /** Teaches the identity of one vehicle of a connection. */
  byte[] lesson(int connection, int vehicle) {
    UUID id = vehicle(connection, vehicle);
    return Json.write(
        new OperationCommand(
            id,
            PARTNER,
            connections.get(connection),
            CommandType.TEACH_IDENTITY,
            at,
            new ResourceIdentity(
                connections.get(connection), Resource.VEHICLE, id, "tsp-" + vehicle)));
  }

  /** The value of a request, about 500 bytes. */
  byte[] request(int number) {
    int connection = connectionOf(number);
    int turn = number / connections.size();
    String operation =
        turn % 2 == 0
            ? "\"operation_type\":\"create\","
            : "\"operation_type\":\"update\",\"resource_id\":\""
                + vehicle(connection, turn / 2 % vehicles)
                + "\",";
    return value(number, connections.get(connection), operation);
  }

  /** A request of the noisy connection, with a number that no other operation has. */
  byte[] noise(int number) {
    return value(number, Objects.requireNonNull(noisy), "\"operation_type\":\"create\",");
  }

  private byte[] value(int number, UUID connection, String operation) {
    String text =
        "{\"id\":\""
            + id(number)
            + "\",\"partner_id\":\""
            + PARTNER
            + "\",\"connection_id\":\""
            + connection
            + "\",\"resource\":\"vehicle\","
            + operation
            + "\"payload\":{\"vehicle_name\":\"Truck "
            + number
            + "\",\"oem\":\"Volvo\",\"model_type\":\"VNL 860\",\"model_year\":2024,"
            + "\"vin\":\"4V4NC9EH5RN123456\",\"license_plate_region\":\"TX\","
            + "\"license_plate_country\":\"USA\",\"license_plate_number\":\"K12 3456\","
            + "\"is_active\":true,\"status\":\"IN_SERVICE\",\"total_axles\":3,"
            + "\"engine_type\":\"DIESEL\"},\"requested_at\":\""
            + Json.format(at)
            + "\"}";
    return text.getBytes(US_ASCII);
  }

  private UUID id(int number) {
    return new UUID((at.toEpochMilli() << 16) | 0x7000L, VARIANT | number);
  }

  /** The number of an operation, from its id as text. */
  static int number(String id) {
    return Math.toIntExact(Long.parseLong(id, id.length() - NUMBER_DIGITS, id.length(), HEX));
  }

  /** The number of an operation, from its id as text that ends before {@code end}. */
  static int number(byte[] text, int end) {
    int number = 0;
    for (int i = end - NUMBER_DIGITS; i < end; i++) {
      number = number << 4 | Character.digit(text[i], HEX);
    }
    return number;
  }
}
