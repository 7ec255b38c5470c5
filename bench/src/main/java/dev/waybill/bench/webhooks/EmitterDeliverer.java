package dev.waybill.bench.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.LoadProducer;
import dev.waybill.bench.operations.Waiting;
import dev.waybill.emitter.EmitterMain;
import dev.waybill.emitter.EmitterService;
import dev.waybill.emitter.EmitterSettings;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.Origin;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The emitter as users run it. */
final class EmitterDeliverer implements Deliverer {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

  private final InstantSource clock;
  private final ConnectionLimits limits;
  private final long timeoutMs;
  private final Map<String, String> tuning;

  /**
   * An emitter.
   *
   * @param limits of each endpoint
   * @param tuning settings that differ from their defaults, by key
   */
  EmitterDeliverer(
      InstantSource clock, ConnectionLimits limits, long timeoutMs, Map<String, String> tuning) {
    this.clock = clock;
    this.limits = limits;
    this.timeoutMs = timeoutMs;
    this.tuning = Map.copyOf(tuning);
  }

  @Override
  public String name() {
    return "waybill";
  }

  @Override
  public String settings() {
    return ("the emitter (fan-out, scheduler, executors) with signatures, guard, delivery log;"
            + " exactly-once up to the request, RocksDB; endpoints: %s, order per operation,"
            + " timeout %d ms; defaults but for %s")
        .formatted(limits, timeoutMs, tuning);
  }

  @Override
  public AutoCloseable start(TopicSet topics, List<String> urls) throws InterruptedException {
    Path secrets = topics.folder().resolve("secrets");
    SecretKeys.createIfMissing(secrets);
    register(topics, urls, SecretKeys.sealer(secrets.resolve(SecretKeys.PUBLIC_FILE)));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    EmitterService emitter =
        new EmitterService(
            settings(topics, secrets),
            topics.cluster().clients(),
            topics.plan(),
            SecretKeys.opener(secrets.resolve(SecretKeys.PRIVATE_FILE)),
            meters,
            health,
            clock);
    emitter.start();
    try {
      Waiting.until(
          "the emitter is ready and has read all endpoints",
          () ->
              health.unready().isEmpty()
                  && meters.get("waybill.webhook.lanes").gauge().value() >= urls.size());
    } catch (RuntimeException e) {
      emitter.close();
      throw e;
    }
    return () -> {
      emitter.close();
      meters.close();
    };
  }

  private Settings settings(TopicSet topics, Path secrets) {
    Map<String, String> values = new HashMap<>();
    values.put(TopicSettings.REPLICATION.key(), "1");
    values.put(TopicSettings.PREFIX.key(), topics.names().prefix());
    values.put(EmitterSettings.DATA_FOLDER.key(), topics.folder().resolve("emitter").toString());
    values.put(WebhookTargets.ALLOW_NETWORKS.key(), "127.0.0.0/8");
    values.put(
        SecretSettings.PRIVATE_KEY_FILE.key(), secrets.resolve(SecretKeys.PRIVATE_FILE).toString());
    values.putAll(tuning);
    return Settings.load(Map.of(), null, EmitterMain.settings(), values);
  }

  private void register(TopicSet topics, List<String> urls, SecretSealer sealer) {
    Instant now = clock.instant();
    try (LoadProducer producer = topics.cluster().loadProducer(5)) {
      for (int i = 0; i < urls.size(); i++) {
        WebhookEndpoint endpoint = endpoint(i, urls.get(i), sealer, now);
        producer.send(
            topics.names().webhookRegistry(),
            endpoint.id().toString().getBytes(UTF_8),
            Json.write(endpoint));
      }
    }
  }

  private WebhookEndpoint endpoint(int number, String url, SecretSealer sealer, Instant now) {
    UUID id = UUID.randomUUID();
    UUID partner = HookEvents.partner(number);
    SecretContext context = SecretContext.webhook(partner, id, Origin.of(url));
    return new WebhookEndpoint(
        id,
        partner,
        url,
        List.of("resource_operation.*"),
        WebhookFilters.NONE,
        List.of(
            new SigningSecret("v1", sealer.seal(SECRET.getBytes(UTF_8), context, 1), null, null)),
        List.of("v1"),
        false,
        WebhookOrdering.PER_OPERATION,
        Map.of(),
        null,
        limits,
        WebhookEndpoint.DEFAULT_RETRY_SCHEDULE_S,
        timeoutMs,
        WebhookStatus.ACTIVE,
        null,
        1,
        now,
        now);
  }
}
