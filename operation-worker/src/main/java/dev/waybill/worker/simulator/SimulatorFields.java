package dev.waybill.worker.simulator;

import static dev.waybill.schemas.OperationType.CREATE;
import static dev.waybill.schemas.OperationType.UPDATE;

import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterDescription.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which fields of which operation the simulated TSP takes: all that the contract has. */
final class SimulatorFields {
  /** Our ids of other resources; the TSP gets their {@code source_*} twins. */
  static final Set<String> REFERENCES =
      Set.of(
          "sender_id",
          "recipient_id",
          "recipient_ids",
          "reply_to_message_id",
          "driver_id",
          "co_driver_id",
          "vehicle_id",
          "trailer_id");

  /** Means something to us only. */
  static final Set<String> OURS = Set.of("connection_id", "resource_id");

  private static final String UNIT_FIELDS =
      "oem model_type model_year vin license_plate_region license_plate_country"
          + " license_plate_number is_active status notes eld_id eld_serial_number eld_device_type"
          + " eld_product_id total_axles external_id ";

  private static final Map<Resource, List<Field>> FIELDS =
      Map.of(
          Resource.VEHICLE,
          fields(
              UNIT_FIELDS
                  + "vehicle_name engine_vin speed_unit odometer_unit fuel_unit fuel_capacity"
                  + " engine_type"),
          Resource.TRAILER,
          fields(UNIT_FIELDS + "trailer_name trailer_length trailer_type"),
          Resource.USER,
          fields(
              "username is_active status is_driver user_designation user_email first_name last_name"
                  + " phone_number country_code license_country license_region license_number"
                  + " license_expiration employee_number carrier_number notes hos_ruleset_code"
                  + " allow_yard_move allow_personal_conveyance allow_adverse_driving"
                  + " default_time_zone hos_compliance_type hos_tracking_method"),
          Resource.MESSAGE,
          fields("sender_id! recipient_id! message_text priority reply_to_message_id"),
          Resource.GROUP_MESSAGE,
          fields("sender_id! recipient_ids! message_text priority"),
          Resource.DVIR_LOG,
          fields(
              "driver_id! vehicle_id trailer_id occurred_at log_type inspected_by defect_count"
                  + " defects is_safety_critical driver_comment certify_comment odometer"
                  + " odometer_unit"),
          Resource.FUEL_TRANSACTION,
          fields(
              "driver_id! vehicle_id! co_driver_id latitude longitude location_string odometer"
                  + " odometer_unit transaction_time transaction_jurisdiction fuel_type"
                  + " fuel_volume! fuel_volume_unit! fuel_vendor total_cost currency"),
          Resource.WORKFLOW,
          fields(
              "source_workflow_id source_driver_id source_vehicle_id territory_name workflow_status"
                  + " started_at ended_at total_distance total_distance_unit instructions stops"));

  private static final Set<Resource> UPDATABLE =
      Set.of(Resource.VEHICLE, Resource.TRAILER, Resource.USER, Resource.WORKFLOW);

  private SimulatorFields() {}

  /** A row of the capability matrix. */
  record Operation(Resource resource, OperationType type) {}

  static Map<Operation, List<Field>> operations() {
    Map<Operation, List<Field>> operations = new LinkedHashMap<>();
    for (Resource resource : Resource.values()) {
      List<Field> fields = FIELDS.getOrDefault(resource, List.of());
      operations.put(new Operation(resource, CREATE), fields);
      if (UPDATABLE.contains(resource)) {
        operations.put(
            new Operation(resource, UPDATE),
            fields.stream().map(field -> new Field(field.name(), false, null)).toList());
      }
    }
    return operations;
  }

  /** The names that a payload of the resource may have, our ids replaced by their twins. */
  static Set<String> sent(Resource resource) {
    return FIELDS.getOrDefault(resource, List.of()).stream()
        .map(field -> REFERENCES.contains(field.name()) ? twin(field.name()) : field.name())
        .collect(Collectors.toUnmodifiableSet());
  }

  static boolean knows(Resource resource, OperationType type) {
    return operations().containsKey(new Operation(resource, type));
  }

  static String twin(String reference) {
    return "source_" + reference;
  }

  private static List<Field> fields(String names) {
    return Arrays.stream(names.strip().split("\\s+"))
        .map(name ->
            name.endsWith("!")
                ? new Field(name.substring(0, name.length() - 1), true, null)
                : new Field(name, false, null))
        .toList();
  }
}
