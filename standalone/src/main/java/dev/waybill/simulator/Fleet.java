package dev.waybill.simulator;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One fleet of the simulated TSP: how it behaves and what it holds. Thread-safe. */
final class Fleet {
  private static final Set<String> RESOURCES =
      Arrays.stream(Resource.values()).map(Resource::wireName).collect(Collectors.toSet());

  private final String ref;
  private final CallLog log;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final StrictLimiter limiter = new StrictLimiter();
  private final Holdings holdings;
  private final Map<String, Integer> pendingByKey = new HashMap<>();
  private FleetSettings settings = FleetSettings.DEFAULTS;

  /** A received call and what is to become of it, after a wait; headers go with every answer. */
  record Received(Call call, Fate fate, Duration latency, Map<String, String> headers) {}

  Fleet(String ref, CallLog log, InstantSource clock, DoubleSupplier random, String idPrefix) {
    this.ref = ref;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.holdings = new Holdings(idPrefix);
  }

  synchronized SettingsMerge.Result merge(JsonNode body) {
    SettingsMerge.Result result = SettingsMerge.merge(settings, body);
    if (result instanceof SettingsMerge.Result.Merged merged) {
      settings = merged.settings();
    }
    return result;
  }

  synchronized FleetSettings settings() {
    return settings;
  }

  synchronized List<Holding> holdings() {
    return holdings.all();
  }

  List<Call> callsSince(long sinceMs) {
    return log.since(ref, sinceMs);
  }

  /** Notes the call and decides on it; under one lock, so that log and limiter agree on order. */
  synchronized Received receive(SimulatorRequest request) {
    Call call = log.received(ref, request);
    Instant now = clock.instant();
    Fate fate = decide(request, now);
    if (willAct(fate)) {
      pendingByKey.merge(key(request), 1, Integer::sum);
    }
    long jitter = (long) (settings.latencyJitterMs() * random.getAsDouble());
    Duration latency = Duration.ofMillis(settings.latencyMs() + jitter);
    return new Received(call, fate, latency, quota(now));
  }

  private Map<String, String> quota(Instant now) {
    Double rate = settings.requestsPerSecond();
    if (rate == null || !settings.rateLimitFields()) {
      return Map.of();
    }
    StrictLimiter.Quota quota = limiter.quota(now, rate, settings.effectiveBurst());
    return Map.of(
        "RateLimit-Limit", Integer.toString(settings.effectiveBurst()),
        "RateLimit-Remaining", Integer.toString(quota.remaining()),
        "RateLimit-Reset", Long.toString(wholeSeconds(quota.reset())));
  }

  private static long wholeSeconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  private Fate decide(SimulatorRequest request, Instant now) {
    Instant downUntil = settings.downUntil();
    if (downUntil != null && now.isBefore(downUntil)) {
      return refuse(503, "down", "down for maintenance");
    }
    if (settings.unauthorized() || !hasToken(request.authorization())) {
      return refuse(401, "unauthorized", "the access key is not valid");
    }
    Double rate = settings.requestsPerSecond();
    if (rate != null) {
      Duration wait = limiter.admit(now, rate, settings.effectiveBurst());
      if (!wait.isZero()) {
        return new Fate.Refuse(
            Answer.error(429, "rate_limited", "too many requests")
                .with("Retry-After", Long.toString(wholeSeconds(wait))));
      }
    }
    FailNext spoil = settings.failNext();
    if (spoil != null) {
      settings = settings.spoiltOne();
      return spoilt(spoil);
    }
    if (settings.failureRate() > 0 && random.getAsDouble() < settings.failureRate()) {
      return refuse(500, "internal", "something went wrong");
    }
    return new Fate.Act();
  }

  private static Fate spoilt(FailNext spoil) {
    return switch (spoil.mode()) {
      case STATUS -> refuse(spoil.status(), "simulated", "failing as told to");
      case HANG -> new Fate.Hang();
      case RESET -> new Fate.Reset();
      case DROP_RESPONSE -> new Fate.ActAndDrop();
    };
  }

  private static Fate refuse(int status, String code, String text) {
    return new Fate.Refuse(Answer.error(status, code, text));
  }

  private static boolean hasToken(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        && !authorization.substring(7).isBlank();
  }

  /** A call that was to be carried out is done with, or was given up. */
  synchronized void settled(SimulatorRequest request, Fate fate) {
    if (willAct(fate)) {
      pendingByKey.computeIfPresent(key(request), (key, n) -> n == 1 ? null : n - 1);
    }
  }

  private static boolean willAct(Fate fate) {
    return fate instanceof Fate.Act || fate instanceof Fate.ActAndDrop;
  }

  private static String key(SimulatorRequest request) {
    return Objects.requireNonNullElse(request.idempotencyKey(), "");
  }

  /** Carries a call out. */
  synchronized Answer act(SimulatorRequest request) {
    String resource = request.segments().get(2);
    if (!RESOURCES.contains(resource)) {
      return Answer.error(404, "no_such_collection", "there is no collection " + resource);
    }
    @Nullable String sourceId = request.segments().size() == 4 ? request.segments().get(3) : null;
    return switch (request.method()) {
      case "GET" -> sourceId == null ? find(request, resource) : show(resource, sourceId);
      case "POST" -> sourceId == null ? write(request, resource, null) : wrongMethod();
      case "PATCH" -> sourceId == null ? wrongMethod() : write(request, resource, sourceId);
      default -> wrongMethod();
    };
  }

  private Answer find(SimulatorRequest request, String resource) {
    Optional<String> key = request.query("idempotency_key");
    if (key.isEmpty()) {
      return Answer.error(400, "missing_filter", "name an idempotency_key to look for");
    }
    return Answer.json(
        200,
        Map.of(
            "items",
            holdings.touchedBy(resource, key.get()).stream().map(Fleet::item).toList(),
            "pending",
            pendingByKey.getOrDefault(key.get(), 0)));
  }

  private Answer show(String resource, String sourceId) {
    return holdings
        .find(resource, sourceId)
        .map(held -> Answer.json(200, item(held)))
        .orElseGet(() -> Answer.error(404, "not_found", "no " + resource + " " + sourceId));
  }

  private static Map<String, Object> item(Holding held) {
    return Map.of(
        "ref", held.sourceId(), "revision", held.revision(), "attributes", held.attributes());
  }

  private Answer write(SimulatorRequest request, String resource, @Nullable String sourceId) {
    if (settings.idempotent() && request.idempotencyKey() != null) {
      Optional<Answer> first = holdings.replay(request);
      if (first.isPresent()) {
        return first.get();
      }
    }
    if (settings.rejectResources().contains(resource)) {
      return Answer.error(422, "not_acceptable", "this fleet takes no " + resource);
    }
    if (request.tooLarge()) {
      return Answer.error(413, "too_large", "the body is over 1 MiB");
    }
    if (!(parse(request.body()) instanceof ObjectNode body)
        || !(body.get("attributes") instanceof ObjectNode attributes)) {
      return Answer.error(400, "malformed", "send {\"attributes\": {...}}");
    }
    if (sourceId == null) {
      return holdings.create(request, resource, attributes, clock.millis());
    }
    return holdings
        .find(resource, sourceId)
        .map(held -> holdings.update(request, held, attributes, clock.millis()))
        .orElseGet(() -> Answer.error(404, "not_found", "no " + resource + " " + sourceId));
  }

  private static @Nullable JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? null : Json.mapper().readTree(body);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static Answer wrongMethod() {
    return Answer.error(405, "wrong_method", "not here");
  }
}
