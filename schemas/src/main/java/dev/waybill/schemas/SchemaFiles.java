package dev.waybill.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schemas (draft 2020-12) on the class path, by names such as {@code
 * resources/vehicle-create}. They bring no validator along; one that finds the files that refer to
 * each other is told {@link #textOf(String)}. Formats are there to be read, as the draft has it:
 * what is refused is in the patterns. Thread-safe.
 */
public final class SchemaFiles {
  /** What the {@code $id} of every schema starts with. */
  public static final String ID_PREFIX = "https://waybill.dev/schemas/";

  /** What the name of every file ends with. */
  public static final String SUFFIX = ".schema.json";

  /** The value of a record on {@code operation.requested}. */
  public static final String OPERATION_REQUESTED = "records/operation-requested";

  /** The body of {@code PUT /v2/integrations/connections/{id}}. */
  public static final String CONNECTION_PUT = "rest/connection-put";

  /**
   * The body of {@code PUT /v2/integrations/connections/{id}/resources/{resource}/{resource_id}}.
   */
  public static final String IDENTITY_PUT = "rest/identity-put";

  /** The body of {@code POST /v2/notifications/webhooks}. */
  public static final String WEBHOOK_CREATE = "rest/webhook-create";

  /** The body of {@code POST /v2/notifications/webhooks/{id}/rotate-secret}. */
  public static final String WEBHOOK_ROTATE = "rest/webhook-rotate";

  /** The body of {@code POST /v2/notifications/webhooks/{id}/replay}. */
  public static final String WEBHOOK_REPLAY_CREATE = "rest/webhook-replay-create";

  private static final String FOLDER = "/schemas/";

  private static final List<String> NAMES =
      List.of(
          "records/adapter",
          "records/attempt-dispatched",
          "records/attempt-reported",
          "records/connection",
          "records/delivery-logged",
          "records/delivery-requested",
          "records/lane-status",
          "records/operation",
          "records/operation-attempted",
          "records/operation-command",
          "records/operation-dispatched",
          "records/operation-event",
          OPERATION_REQUESTED,
          "records/resource-identity",
          "records/webhook-command",
          "records/webhook-endpoint",
          "records/webhook-event",
          "records/webhook-replay",
          "resources/dvir-log-create",
          "resources/fuel-transaction-create",
          "resources/group-message-create",
          "resources/message-create",
          "resources/trailer-create",
          "resources/trailer-update",
          "resources/user-create",
          "resources/user-update",
          "resources/vehicle-create",
          "resources/vehicle-update",
          "resources/workflow-create",
          "resources/workflow-update",
          "rest/batch",
          "rest/batch-entry",
          "rest/batch-results",
          "rest/connection",
          "rest/connection-page",
          "rest/connection-patch",
          CONNECTION_PUT,
          "rest/connection-queue",
          "rest/dead-letter",
          "rest/dead-letter-page",
          "rest/dry-run",
          IDENTITY_PUT,
          "rest/operation-page",
          "rest/problem",
          "rest/tsp-page",
          "rest/webhook",
          WEBHOOK_CREATE,
          "rest/webhook-deliveries",
          "rest/webhook-event-feed",
          "rest/webhook-keys",
          "rest/webhook-metrics",
          "rest/webhook-page",
          "rest/webhook-patch",
          "rest/webhook-pinged",
          "rest/webhook-replay",
          WEBHOOK_REPLAY_CREATE,
          WEBHOOK_ROTATE);

  private SchemaFiles() {}

  /** The names of all schemas, sorted. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The schema of a request body that creates or updates a resource, {@code connection_id} being
   * demanded; empty if that cannot be asked for.
   */
  public static Optional<String> resource(Resource resource, OperationType type) {
    String name = "resources/" + resource.wireName().replace('_', '-') + "-" + type.wireName();
    return NAMES.contains(name) ? Optional.of(name) : Optional.empty();
  }

  /** The {@code $id} of a schema. */
  public static String id(String name) {
    return ID_PREFIX + name + SUFFIX;
  }

  /**
   * Where, within the schema of a {@link #resource}, the payload of a record on {@code
   * operation.requested} is described: the same fields, but {@code connection_id} is not demanded,
   * since the record carries it beside the payload.
   */
  public static String payloadId(String resourceName) {
    return id(resourceName) + "#/$defs/payload";
  }

  /**
   * The place of a schema on the class path.
   *
   * @throws IllegalArgumentException if there is no schema of that name
   */
  public static URL url(String name) {
    URL url = NAMES.contains(name) ? SchemaFiles.class.getResource(FOLDER + name + SUFFIX) : null;
    if (url == null) {
      throw new IllegalArgumentException("no schema '" + name + "', only " + NAMES);
    }
    return url;
  }

  /**
   * A schema, as UTF-8 JSON.
   *
   * @throws IllegalArgumentException if there is no schema of that name
   */
  public static byte[] bytes(String name) {
    try (InputStream in = url(name).openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A schema by its {@code $id}, null if it is none of ours; made to be a validator's loader. */
  public static @Nullable String textOf(String id) {
    if (!id.startsWith(ID_PREFIX) || !id.endsWith(SUFFIX)) {
      return null;
    }
    String name = id.substring(ID_PREFIX.length(), id.length() - SUFFIX.length());
    return NAMES.contains(name) ? new String(bytes(name), StandardCharsets.UTF_8) : null;
  }
}
