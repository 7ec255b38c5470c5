package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a list of operations is asked for (CONTRACT 3.2). Immutable.
 *
 * @param from inclusive
 * @param to exclusive
 */
record ListQuery(
    UUID partnerId,
    Optional<UUID> connectionId,
    Optional<Resource> resource,
    Optional<OperationType> operation,
    Optional<OperationStatus> status,
    Optional<UUID> resourceId,
    Optional<String> sourceId,
    Optional<String> sourceName,
    List<String> fleetRefs,
    Instant from,
    Instant to,
    boolean ascending) {
  /** The query parameters that it is made of. */
  static final String[] PARAMETERS = {
    "resource",
    "connection_id",
    "source_name",
    "fleet_refs",
    "operation",
    "status",
    "resource_id",
    "source_id",
    "from_datetime",
    "to_datetime",
    "sort_order",
    IdPage.CURSOR,
    IdPage.SIZE
  };

  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

  ListQuery {
    // Another instance may have left out what is empty.
    connectionId = orEmpty(connectionId);
    resource = orEmpty(resource);
    operation = orEmpty(operation);
    status = orEmpty(status);
    resourceId = orEmpty(resourceId);
    sourceId = orEmpty(sourceId);
    sourceName = orEmpty(sourceName);
    fleetRefs = List.copyOf(fleetRefs);
    from = kept(from);
    to = kept(to);
  }

  private static <T> Optional<T> orEmpty(Optional<T> value) {
    return Objects.requireNonNullElse(value, Optional.empty());
  }

  /**
   * The first millisecond that is not before a time: operations are created at whole ones. No
   * operation is older or newer, and milliseconds have room for it.
   */
  private static Instant kept(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      return Instant.EPOCH;
    }
    if (time.isAfter(END_OF_TIME)) {
      return END_OF_TIME;
    }
    Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
    return millis.isBefore(time) ? millis.plusMillis(1) : millis;
  }

  static ListQuery of(UUID partnerId, QueryParameters query) {
    ListQuery asked =
        new ListQuery(
            partnerId,
            query.id("connection_id"),
            query.oneOf("resource", Resource::of),
            query.oneOf("operation", OperationType::of),
            query.oneOf("status", OperationStatus::of),
            query.id("resource_id"),
            query.text("source_id"),
            query.text("source_name"),
            query.texts("fleet_refs"),
            query.time("from_datetime").orElse(Instant.EPOCH),
            query.time("to_datetime").orElse(END_OF_TIME),
            ascending(query));
    if (asked.sourceId.isPresent() && asked.resource.isEmpty()) {
      throw new RefusedException(
          ProblemCode.INVALID_QUERY, "'source_id' needs 'resource' beside it");
    }
    if (asked.to.isBefore(asked.from)) {
      throw new RefusedException(
          ProblemCode.INVALID_QUERY, "'to_datetime' is before 'from_datetime'");
    }
    return asked;
  }

  private static boolean ascending(QueryParameters query) {
    return switch (query.text("sort_order").orElse("desc")) {
      case "desc" -> false;
      case "asc" -> true;
      default ->
          throw new RefusedException(ProblemCode.INVALID_QUERY, "'sort_order' must be asc or desc");
    };
  }

  /**
   * Whether an operation that the scheduler has told of passes the filters. Its JSON is read only
   * as far as they ask for it.
   */
  boolean matches(ViewRow told) {
    if (connectionId.isPresent() && !connectionId.get().equals(told.connectionId())) {
      return false;
    }
    return !readsFields()
        || OperationHead.ofOperation(told.json()).map(this::matches).orElse(false);
  }

  private boolean readsFields() {
    return resource.isPresent()
        || operation.isPresent()
        || status.isPresent()
        || resourceId.isPresent()
        || sourceId.isPresent()
        || sourceName.isPresent()
        || !fleetRefs.isEmpty();
  }

  /** Whether an operation passes the filters. */
  boolean matches(OperationHead head) {
    return connectionId.map(head.connectionId()::equals).orElse(true)
        && resource.map(one -> one.wireName().equals(head.resource())).orElse(true)
        && operation.map(one -> one.wireName().equals(head.operationType())).orElse(true)
        && status.map(one -> one.wireName().equals(head.status())).orElse(true)
        && resourceId.map(id -> id.toString().equals(head.resourceId())).orElse(true)
        && sourceId.map(id -> id.equals(head.sourceId())).orElse(true)
        && sourceName.map(name -> name.equals(head.sourceName())).orElse(true)
        && (fleetRefs.isEmpty()
            || (head.fleetRef() != null && fleetRefs.contains(head.fleetRef())));
  }

  /** What ties a cursor to this partner and these filters, 8 bytes of a digest. */
  long binding() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(UTF_8));
      return java.nio.ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
