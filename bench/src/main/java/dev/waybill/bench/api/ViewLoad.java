package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.LoadProducer;
import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.ErrorType;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Operations of one partner as they lie on the topics when all is over: a request, and three events
 * of each. Every hundredth failed; every thousandth is of a second TSP and fleet; the resources and
 * the types take turns.
 *
 * @param operations how many
 * @param connections over so many
 * @param partner of all
 * @param from when the first was asked for
 * @param spacing between two of them
 */
record ViewLoad(int operations, int connections, UUID partner, Instant from, Duration spacing) {
  static final int RECORDS_EACH = 4;
  static final int RARE = 1_000;
  private static final int FAILED = 100;
  private static final int TELL_EVERY = 100_000;
  private static final int LINGER_MS = 20;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /** Over the last six weeks, all that events are kept for. */
  static ViewLoad upTo(Instant now, int operations, int connections, UUID partner) {
    Duration kept = Duration.ofDays(42);
    return new ViewLoad(
        operations, connections, partner, now.minus(kept), kept.dividedBy(operations));
  }

  /** Writes all of it. */
  void write(TopicSet topics, IntConsumer progress) {
    String requests = topics.names().operationRequested();
    String events = topics.names().operationEvents();
    try (LoadProducer producer = topics.cluster().loadProducer(LINGER_MS)) {
      for (int number = 0; number < operations; number++) {
        byte[] key = connection(number).toString().getBytes(US_ASCII);
        producer.send(requests, key, Json.write(request(number)));
        producer.send(events, key, event(number, EventTypes.CREATED));
        producer.send(events, key, event(number, EventTypes.ATTEMPTED));
        producer.send(
            events, key, event(number, failed(number) ? EventTypes.FAILED : EventTypes.SUCCEEDED));
        if (number % TELL_EVERY == TELL_EVERY - 1) {
          progress.accept(number + 1);
        }
      }
    }
  }

  UUID connection(int number) {
    return new UUID(0x3d11_94c2_7711_4a0fL, VARIANT | number % connections);
  }

  UUID resourceId(int number) {
    return new UUID(0x77aa_0d51_1b1b_4c2eL, VARIANT | number);
  }

  static String sourceId(int number) {
    return "tsp-" + number;
  }

  Resource resource(int number) {
    Resource[] all = Resource.values();
    return all[number % all.length];
  }

  Instant at(int number) {
    return Instant.ofEpochMilli(from.plus(spacing.multipliedBy(number)).toEpochMilli());
  }

  private static boolean failed(int number) {
    return number % FAILED == FAILED - 1;
  }

  private static boolean rare(int number) {
    return number % RARE == RARE - 1;
  }

  private OperationType type(int number) {
    return number / Resource.values().length % 2 == 0 ? OperationType.CREATE : OperationType.UPDATE;
  }

  private UUID id(int number, int partitions) {
    int partition = Partitions.of(connection(number), partitions);
    return new UUID((at(number).toEpochMilli() << 16) | 0x7000L | partition, VARIANT | number);
  }

  private UUID id(int number) {
    return id(number, Cluster.PARTITIONS);
  }

  private static ObjectNode payload(int number) {
    ObjectNode payload = Json.mapper().createObjectNode();
    payload.put("vehicle_name", "Truck " + number).put("oem", "Volvo");
    payload.put("model_type", "VNL 860").put("model_year", 2024).put("vin", "4V4NC9EH5RN123456");
    payload.put("license_plate_region", "TX").put("license_plate_country", "USA");
    payload.put("license_plate_number", "K12 3456").put("is_active", true);
    payload.put("status", "IN_SERVICE").put("total_axles", 3).put("engine_type", "DIESEL");
    return payload;
  }

  private OperationRequest request(int number) {
    return new OperationRequest(
        id(number),
        partner,
        connection(number),
        resource(number),
        type(number),
        type(number) == OperationType.UPDATE ? resourceId(number) : null,
        payload(number),
        at(number),
        null,
        null,
        1L,
        null,
        null,
        null);
  }

  private byte[] event(int number, String type) {
    return Json.write(
        new OperationEvent(
            new UUID(id(number).getMostSignificantBits(), VARIANT | (type.hashCode() & 0xffffffL)),
            type,
            OperationEvent.VERSION,
            at(number).plusMillis(250),
            operation(number, type)));
  }

  private Operation operation(int number, String type) {
    boolean ended = type.equals(EventTypes.SUCCEEDED) || type.equals(EventTypes.FAILED);
    boolean called = ended || type.equals(EventTypes.ATTEMPTED);
    boolean failed = ended && failed(number);
    boolean known = ended && !failed;
    return new Operation(
        id(number),
        partner,
        connection(number),
        rare(number) ? "rare-fleet" : "fleet",
        rare(number) ? "rare-tsp" : "simulator",
        resource(number),
        type(number),
        payload(number),
        known || type(number) == OperationType.UPDATE ? resourceId(number) : null,
        known ? sourceId(number) : null,
        status(ended, failed),
        at(number),
        at(number).plusMillis(called ? 250 : 20),
        null,
        called ? List.of(log(number)) : List.of(),
        OperationState.of(ended ? Phase.DONE : Phase.QUEUED),
        failed ? new OperationFailure(FailureCode.REJECTED, "no such driver", false) : null,
        called ? 1 : 0,
        1,
        null,
        at(number).plus(Duration.ofDays(1)),
        null,
        false,
        Priority.NORMAL,
        List.of());
  }

  private static OperationStatus status(boolean ended, boolean failed) {
    if (!ended) {
      return OperationStatus.PENDING;
    }
    return failed ? OperationStatus.FAILED : OperationStatus.SUCCESS;
  }

  private AttemptLog log(int number) {
    boolean failed = failed(number);
    @Nullable String details = failed ? "no such driver" : null;
    return new AttemptLog(
        new UUID(id(number).getMostSignificantBits(), VARIANT | 1),
        id(number),
        at(number).plusMillis(30),
        at(number).plusMillis(240),
        1,
        1,
        failed ? AttemptStatus.FAILED : AttemptStatus.SUCCESS,
        failed ? ErrorType.VALIDATION : null,
        details,
        failed ? 422 : 201,
        Map.of("content-type", "application/json"),
        210L);
  }
}
