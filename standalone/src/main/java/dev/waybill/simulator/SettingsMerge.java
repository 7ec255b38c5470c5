package dev.waybill.simulator;

import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a control body into a fleet's settings: what is absent stays, what is null goes back to
 * its default, and {@code fail_next} is replaced as a whole. Finds every problem, not the first.
 */
final class SettingsMerge {
  private static final Set<String> FIELDS =
      Set.of(
          "latency_ms",
          "latency_jitter_ms",
          "requests_per_second",
          "burst",
          "fail_next",
          "failure_rate",
          "reject_resources",
          "unauthorized",
          "down_until",
          "idempotent",
          "rate_limit_fields");
  private static final int MAX_LATENCY_MS = 3_600_000;

  private final List<FieldError> problems = new ArrayList<>();

  private SettingsMerge() {}

  /** What becomes of a control body. */
  sealed interface Result {
    record Merged(FleetSettings settings) implements Result {}

    record Refused(List<FieldError> problems) implements Result {}
  }

  static Result merge(FleetSettings old, JsonNode body) {
    SettingsMerge merge = new SettingsMerge();
    FleetSettings settings = merge.read(old, body);
    return merge.problems.isEmpty()
        ? new Result.Merged(settings)
        : new Result.Refused(merge.problems);
  }

  private FleetSettings read(FleetSettings old, JsonNode json) {
    if (!(json instanceof ObjectNode body)) {
      problems.add(new FieldError("", "wrong_type", "must be an object"));
      return old;
    }
    refuseUnknown("", body, FIELDS);
    return new FleetSettings(
        integer(body, "", "latency_ms", 0, MAX_LATENCY_MS, old.latencyMs(), 0),
        integer(body, "", "latency_jitter_ms", 0, MAX_LATENCY_MS, old.latencyJitterMs(), 0),
        rate(body, old.requestsPerSecond()),
        burst(body, old.burst()),
        failNext(body, old.failNext()),
        share(body, old.failureRate()),
        resources(body, old.rejectResources()),
        bool(body, "unauthorized", old.unauthorized(), false),
        time(body, old.downUntil()),
        bool(body, "idempotent", old.idempotent(), true),
        bool(body, "rate_limit_fields", old.rateLimitFields(), false));
  }

  private void refuseUnknown(String at, ObjectNode object, Set<String> known) {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
        wrong(pointer, "unknown_field", "is not one of " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  private int integer(
      ObjectNode body, String at, String name, int min, int max, int old, int initial) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return value == null ? old : initial;
    }
    BigDecimal number = value.isNumber() ? value.decimalValue().stripTrailingZeros() : null;
    if (number == null
        || number.scale() > 0
        || number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      wrong(
          at + "/" + name,
          "wrong_value",
          "must be a whole number from %d to %d".formatted(min, max));
      return old;
    }
    return number.intValueExact();
  }

  private @Nullable Double rate(ObjectNode body, @Nullable Double old) {
    JsonNode value = body.get("requests_per_second");
    if (value == null || value.isNull()) {
      return value == null ? old : null;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0.001 && number <= 1_000_000)) {
      wrong(
          "/requests_per_second",
          "wrong_value",
          "must be a number from 0.001 to 1000000, or null for no limit");
      return old;
    }
    return number;
  }

  private @Nullable Integer burst(ObjectNode body, @Nullable Integer old) {
    JsonNode value = body.get("burst");
    if (value == null || value.isNull()) {
      return value == null ? old : null;
    }
    return integer(body, "", "burst", 1, 100_000, old == null ? 1 : old, 1);
  }

  private double share(ObjectNode body, double old) {
    JsonNode value = body.get("failure_rate");
    if (value == null || value.isNull()) {
      return value == null ? old : 0;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0 && number <= 1)) {
      wrong("/failure_rate", "wrong_value", "must be a number from 0 to 1");
      return old;
    }
    return number;
  }

  private @Nullable FailNext failNext(ObjectNode body, @Nullable FailNext old) {
    JsonNode value = body.get("fail_next");
    if (value == null || value.isNull()) {
      return value == null ? old : null;
    }
    if (!(value instanceof ObjectNode order)) {
      wrong("/fail_next", "wrong_type", "must be an object with count, mode, status; or null");
      return old;
    }
    refuseUnknown("/fail_next", order, Set.of("count", "mode", "status"));
    if (!order.has("count")) {
      wrong("/fail_next/count", "missing_field", "must say how many calls to spoil");
    }
    int count = integer(order, "/fail_next", "count", 0, Integer.MAX_VALUE, 1, 0);
    int initial = FailNext.DEFAULT_STATUS;
    int status = integer(order, "/fail_next", "status", 400, 599, initial, initial);
    FailNext.Mode mode = mode(order.get("mode"));
    return count == 0 ? null : new FailNext(count, mode, status);
  }

  private FailNext.Mode mode(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return FailNext.Mode.STATUS;
    }
    for (FailNext.Mode mode : FailNext.Mode.values()) {
      if (value.isString() && mode.wireName().equals(value.stringValue())) {
        return mode;
      }
    }
    wrong("/fail_next/mode", "wrong_value", "must be one of status, hang, reset, drop_response");
    return FailNext.Mode.STATUS;
  }

  private List<String> resources(ObjectNode body, List<String> old) {
    JsonNode value = body.get("reject_resources");
    if (value == null || value.isNull()) {
      return value == null ? old : List.of();
    }
    if (!value.isArray()) {
      wrong("/reject_resources", "wrong_type", "must be a list of resource names");
      return old;
    }
    List<String> known = Arrays.stream(Resource.values()).map(Resource::wireName).toList();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String name = value.get(i).isString() ? value.get(i).stringValue() : "";
      if (!known.contains(name)) {
        wrong(
            "/reject_resources/" + i, "wrong_value", "must be one of " + String.join(", ", known));
      }
      names.add(name);
    }
    return names;
  }

  private boolean bool(ObjectNode body, String name, boolean old, boolean initial) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return value == null ? old : initial;
    }
    if (!value.isBoolean()) {
      wrong("/" + name, "wrong_type", "must be true or false");
      return old;
    }
    return value.booleanValue();
  }

  private @Nullable Instant time(ObjectNode body, @Nullable Instant old) {
    JsonNode value = body.get("down_until");
    if (value == null || value.isNull()) {
      return value == null ? old : null;
    }
    try {
      return OffsetDateTime.parse(value.isString() ? value.stringValue() : "").toInstant();
    } catch (DateTimeException e) {
      wrong(
          "/down_until", "wrong_value", "must be a time such as 2026-11-22T10:15:30.000Z, or null");
      return old;
    }
  }

  private void wrong(String pointer, String code, String message) {
    problems.add(new FieldError(pointer, code, message));
  }
}
