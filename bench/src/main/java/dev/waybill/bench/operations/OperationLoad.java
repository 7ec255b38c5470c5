package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.util.UUID;

/**
 * The operations of a run, each made when it is asked for: creates and updates of vehicles in turn,
 * spread evenly over the connections. An operation's number stands in the last 48 bits of its id.
 *
 * @param connections how many
 * @param vehicles known to each connection, for updates
 * @param at the time that stands in everything
 */
record OperationLoad(int connections, int vehicles, Instant at) {
  static final UUID PARTNER = UUID.fromString("0d9c6e70-54b1-4c0a-8f6e-2b7a3d1c9e55");

  private static final long CONNECTION_BITS = 0x7c0f_5a52_6c1c_4c8eL;
  private static final long VEHICLE_BITS = 0x51d3_0b6a_90f2_4e17L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long NUMBER = 0xFFFF_FFFF_FFFFL;
  private static final int HEX = 16;
  private static final int NUMBER_DIGITS = 12;

  /** So far above what anything here can do that no limit binds. */
  private static final ConnectionLimits UNBOUND = new ConnectionLimits(1_000_000, 1_000_000, 1_000);

  String describe() {
    return "%,d connections; creates and updates of vehicles in turn, updates of %,d known vehicles of each connection; values of about %,d bytes; no limit binds"
        .formatted(connections, vehicles, request(connections).length);
  }

  static UUID connection(int index) {
    return new UUID(CONNECTION_BITS, VARIANT | index);
  }

  private static UUID vehicle(int connection, int index) {
    return new UUID(VEHICLE_BITS, VARIANT | ((long) connection << 20) | index);
  }

  int connectionOf(int number) {
    return number % connections;
  }

  byte[] key(int number) {
    return connection(connectionOf(number)).toString().getBytes(US_ASCII);
  }

  /** A connection as the registry has it. */
  byte[] registration(int index) {
    return registration(index, UNBOUND);
  }

  byte[] registration(int index, ConnectionLimits limits) {
    return Json.write(
        new Connection(
            connection(index),
            PARTNER,
            "fleet-" + index,
            NoOpAdapterProvider.NAME,
            null,
            Json.mapper().createObjectNode(),
            null,
            limits,
            new RetryPolicy(8, 1_000, 300_000, 86_400),
            30_000,
            Ordering.PER_RESOURCE,
            null,
            ConnectionStatus.ACTIVE,
            null,
            1,
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
            connection(connection),
            CommandType.TEACH_IDENTITY,
            at,
            new ResourceIdentity(connection(connection), Resource.VEHICLE, id, "tsp-" + vehicle)));
  }

  /** The value of a request, about 500 bytes. */
  byte[] request(int number) {
    int connection = connectionOf(number);
    int turn = number / connections;
    String operation =
        turn % 2 == 0
            ? "\"operation_type\":\"create\","
            : "\"operation_type\":\"update\",\"resource_id\":\""
                + vehicle(connection, turn / 2 % vehicles)
                + "\",";
    String text =
        "{\"id\":\""
            + id(number)
            + "\",\"partner_id\":\""
            + PARTNER
            + "\",\"connection_id\":\""
            + connection(connection)
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
    return Math.toIntExact(
        Long.parseLong(id, id.length() - NUMBER_DIGITS, id.length(), HEX) & NUMBER);
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
