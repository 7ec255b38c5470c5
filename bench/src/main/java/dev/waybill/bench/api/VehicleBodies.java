package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Creates of vehicles over many connections, bodies of about 450 bytes.
 *
 * @param connections that they go to in turn
 */
record VehicleBodies(List<UUID> connections) {
  private static final long BITS = 0x4f1d_2b7c_55aa_4c3eL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  VehicleBodies {
    connections = List.copyOf(connections);
  }

  static VehicleBodies over(int connections) {
    return new VehicleBodies(
        IntStream.range(0, connections).mapToObj(i -> new UUID(BITS, VARIANT | i)).toList());
  }

  String text(int number) {
    return "{\"connection_id\":\""
        + connections.get(number % connections.size())
        + "\",\"vehicle_name\":\"Truck "
        + number
        + "\",\"oem\":\"Volvo\",\"model_type\":\"VNL 860\",\"model_year\":2024,"
        + "\"vin\":\"4V4NC9EH5RN123456\",\"license_plate_region\":\"TX\","
        + "\"license_plate_country\":\"USA\",\"license_plate_number\":\"K12 3456\","
        + "\"is_active\":true,\"status\":\"IN_SERVICE\",\"total_axles\":3,"
        + "\"engine_type\":\"DIESEL\"}";
  }

  byte[] bytes(int number) {
    return text(number).getBytes(US_ASCII);
  }
}
