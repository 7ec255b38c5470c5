package dev.waybill.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.waybill.emitter.delivery.DeliveryExecutor;
import dev.waybill.emitter.delivery.DeliveryLanes;
import dev.waybill.emitter.delivery.EndpointLane;
import dev.waybill.emitter.delivery.LaneWatch;
import dev.waybill.emitter.event.KafkaEventStore;
import dev.waybill.emitter.fanout.FanOutLoop;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.emitter.replay.ReplayLoop;
import dev.waybill.emitter.sending.SenderSettings;
import dev.waybill.emitter.sending.WebhookSender;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.execution.ExecutorListener;
import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.lane.host.GroupWatch;
import dev.waybill.lane.host.LaneHost;
import dev.waybill.lane.host.LaneHostConfig;
import dev.waybill.lane.host.LaneTopics;
import dev.waybill.lane.host.LaneTopologyConfig;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.config.TransactionTimeouts;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The emitter: the fan-out, the scheduler of deliveries and the executors that send them. */
public final class EmitterService implements Service {
  /** Group id of the scheduler, behind the topics' prefix; names its changelogs, too. */
  public static final String SCHEDULER = "webhook-emitter";

  /** Group id of the executors, behind the topics' prefix. */
  public static final String EXECUTORS = "webhook-executors";

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration EVENT_PATIENCE = Duration.ofSeconds(5);
  private static final long CACHE_BYTES = 32L * 1024 * 1024;
  private static final long MIB = 1024L * 1024;

  /**
   * Events that follow the one that is wanted are brought along, but not many. A fetch that waits
   * at the end of one partition would keep the reader from the next for as long.
   */
  private static final Map<String, Object> EVENT_READER =
      Map.of(
          "max.poll.records", 50, "max.partition.fetch.bytes", 512 * 1024, "fetch.max.wait.ms", 5);

  private final HealthRegistry health;
  private final FanOutLoop fanOut;
  private final GroupWatch fanOutWatch;
  private final ReplayLoop replays;
  private final LaneHost scheduler;
  private final KafkaEventStore events;
  private final WebhookSender sender;
  private final ExecutorLoop executors;

  /**
   * Makes an emitter; nothing runs yet.
   *
   * @throws StartupException if its data folder cannot be used
   */
  public EmitterService(
      Settings settings,
      KafkaClients kafka,
      TopicPlan plan,
      SecretOpener secrets,
      MeterRegistry registry,
      HealthRegistry health,
      InstantSource clock) {
    this.health = health;
    Topics topics = plan.topics();
    EmitterMeters meters = new EmitterMeters(registry);
    Path folder = Path.of(settings.get(EmitterSettings.DATA_FOLDER));
    events =
        new KafkaEventStore(
            topics.operationEvents(),
            () -> kafka.consumer(null, EVENT_READER),
            EVENT_PATIENCE,
            settings.get(EmitterSettings.EVENT_CACHE_MIB) * MIB);
    fanOut =
        new FanOutLoop(
            kafka,
            topics,
            topics.prefix() + "webhook-fanout-" + InstanceId.of(folder),
            patience(settings),
            events::remember,
            clock,
            meters);
    fanOutWatch =
        new GroupWatch(
            fanOut.group(), List.of(topics.operationEvents()), kafka.passedThrough(), clock);
    replays =
        new ReplayLoop(
            kafka,
            topics,
            topics.prefix() + "webhook-replays-" + InstanceId.of(folder),
            patience(settings),
            clock,
            meters);
    scheduler =
        new LaneHost(
            hostConfig(settings, kafka, plan, folder),
            () ->
                new DeliveryLanes(
                    topics,
                    settings.get(EmitterSettings.DISABLE_AFTER),
                    watch(meters, plan.partitions())),
            () -> new SplittableRandom(new SecureRandom().nextLong()),
            meters,
            clock);
    Map<String, Object> session =
        KafkaClients.session(settings.get(EmitterSettings.SESSION_TIMEOUT));
    sender = new WebhookSender(senderSettings(settings, clock));
    executors =
        new ExecutorLoop(
            new ExecutorConfig(
                topics.webhookDispatched(),
                topics.webhookAttempted(),
                settings.get(EmitterSettings.SLOTS),
                settings.get(EmitterSettings.SLOW_AFTER),
                settings.get(EmitterSettings.STOP_PATIENCE)),
            () -> kafka.consumer(topics.prefix() + EXECUTORS, session),
            kafka.producer(Map.of("client.id", "waybill-webhook-executors")),
            new DeliveryExecutor(events, secrets, sender, clock, meters),
            clock,
            ExecutorListener.NONE);
  }

  private static LaneWatch watch(EmitterMeters meters, int partitions) {
    return new LaneWatch() {
      @Override
      public void lane(LaneId lane, @Nullable LaneSnapshot snapshot) {
        meters.lane(Partitions.of(lane.value(), partitions), lane, snapshot);
      }

      @Override
      public void retried(Duration late) {
        meters.retried(late);
      }
    };
  }

  private static LaneHostConfig hostConfig(
      Settings settings, KafkaClients kafka, TopicPlan plan, Path folder) {
    Topics topics = plan.topics();
    return new LaneHostConfig(
        topics.prefix() + SCHEDULER,
        folder,
        new LaneTopologyConfig(
            new LaneTopics(
                topics.webhookRequested(),
                topics.webhookDispatched(),
                topics.webhookAttempted(),
                topics.webhookCommands(),
                topics.webhookRegistry(),
                topics.webhookDeadLetter()),
            plan.partitions(),
            EndpointLane.engine(settings.get(EmitterSettings.OUTSTANDING)),
            StoreKind.ROCKS_DB,
            TICK),
        new StreamsTuning(
            1,
            settings.get(EmitterSettings.STANDBYS),
            plan.replicationFactor(),
            settings.get(EmitterSettings.COMMIT_INTERVAL),
            CACHE_BYTES,
            patience(settings)),
        kafka.passedThrough());
  }

  private static StreamsTuning.Patience patience(Settings settings) {
    return new StreamsTuning.Patience(
        settings.get(EmitterSettings.SESSION_TIMEOUT),
        TransactionTimeouts.of(
            settings, EmitterSettings.TRANSACTION_TIMEOUT, EmitterSettings.COMMIT_INTERVAL));
  }

  private static SenderSettings senderSettings(Settings settings, InstantSource clock) {
    return new SenderSettings(
        WebhookTargets.of(settings),
        SystemDefaultDnsResolver.INSTANCE,
        clock,
        "Waybill/" + version(),
        // A connection that waits for a look-up outlives its call: so more of them than calls.
        2 * ExecutorConfig.MOST_PER_SLOT * settings.get(EmitterSettings.SLOTS),
        settings.get(EmitterSettings.LOOKUP_TIMEOUT));
  }

  private static String version() {
    try (InputStream in =
        requireNonNull(EmitterService.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("the version is part of the jar", e);
    }
  }

  @Override
  public void start() {
    health.register("webhook-fanout", () -> fanOut.problem().or(fanOutWatch::problem));
    health.register("webhook-replays", replays::problem);
    health.register("webhook-scheduler", scheduler::problem);
    health.register("webhook-executors", executors::problem);
    try {
      scheduler.start();
    } catch (KafkaException e) {
      throw new StartupException(
          "the scheduler of webhooks cannot start: %s; check Kafka and `waybill topics`"
              .formatted(e.getMessage()),
          e);
    }
    executors.start();
    fanOut.start();
    fanOutWatch.start();
    replays.start();
  }

  /** Stops in the order of the flow, so that what was taken on is finished behind. */
  @Override
  public void close() {
    replays.close();
    fanOutWatch.close();
    fanOut.close();
    executors.close();
    scheduler.close();
    sender.close();
    events.close();
  }
}
