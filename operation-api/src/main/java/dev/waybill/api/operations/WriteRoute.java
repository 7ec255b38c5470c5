package dev.waybill.api.operations;

import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table of write endpoints; adding a resource is adding a line.
 *
 * @param collection its name in the path
 * @param schema that bodies are held to
 */
record WriteRoute(Resource resource, OperationType type, String collection, String schema) {
  static final List<WriteRoute> ALL =
      List.of(
          create(Resource.VEHICLE, "vehicles"),
          update(Resource.VEHICLE, "vehicles"),
          create(Resource.TRAILER, "trailers"),
          update(Resource.TRAILER, "trailers"),
          create(Resource.USER, "users"),
          update(Resource.USER, "users"),
          create(Resource.MESSAGE, "messages"),
          create(Resource.GROUP_MESSAGE, "group-messages"),
          create(Resource.DVIR_LOG, "dvir-logs"),
          create(Resource.FUEL_TRANSACTION, "fuel-transactions"),
          create(Resource.WORKFLOW, "workflows"),
          update(Resource.WORKFLOW, "workflows"));

  /** The row of a write; empty if that cannot be asked for. */
  static Optional<WriteRoute> of(Resource resource, OperationType type) {
    return ALL.stream()
        .filter(route -> route.resource() == resource && route.type() == type)
        .findFirst();
  }

  String method() {
    return type == OperationType.CREATE ? "POST" : "PATCH";
  }

  String path() {
    String path = "/v2/telematics/" + collection;
    return type == OperationType.CREATE ? path : path + "/{id}";
  }

  private static WriteRoute create(Resource resource, String collection) {
    return new WriteRoute(
        resource, OperationType.CREATE, collection, schema(resource, OperationType.CREATE));
  }

  private static WriteRoute update(Resource resource, String collection) {
    return new WriteRoute(
        resource, OperationType.UPDATE, collection, schema(resource, OperationType.UPDATE));
  }

  private static String schema(Resource resource, OperationType type) {
    return "resources/" + resource.wireName().replace('_', '-') + "-" + type.wireName();
  }
}
