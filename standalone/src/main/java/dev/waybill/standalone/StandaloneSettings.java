package dev.waybill.standalone;

import dev.waybill.api.ApiSettings;
import dev.waybill.broker.EmbeddedBroker;
import dev.waybill.emitter.EmitterSettings;
import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All settings of all services; every process knows them all, so that they can share one file. */
public final class StandaloneSettings {
  /** Receivers and TSPs on this machine are what standalone is for. */
  private static final String LOOPBACK = "127.0.0.0/8,::1/128";

  public static final Setting<Duration> TRANSACTION_ABORT_SCAN =
      Setting.duration(
          "broker.transaction_abort_scan",
          EmbeddedBroker.TRANSACTION_ABORT_SCAN,
          "How often standalone's own broker looks for transactions that timed out: their readers"
              + " wait so much longer.");

  private StandaloneSettings() {}

  /** Every setting there is, without doubles. */
  public static List<Setting<?>> all() {
    Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    Stream.of(
            ApiSettings.all(),
            WorkerSettings.all(),
            EmitterSettings.all(),
            TopicSettings.all(),
            SecretSettings.all(),
            List.of(TRANSACTION_ABORT_SCAN))
        .flatMap(List::stream)
        .forEach(setting -> byKey.putIfAbsent(setting.key(), setting));
    return List.copyOf(byKey.values());
  }

  /** The settings of one service that runs alone. */
  public static Settings service(Map<String, String> environment, @Nullable Path file) {
    return Settings.load(environment, file, all());
  }

  /** The settings of everything in one process, with defaults for a single machine. */
  static Settings standalone(Map<String, String> environment, StandaloneOptions options) {
    Path secrets = options.data().resolve("secrets");
    return Settings.load(
        environment,
        options.config(),
        all(),
        Map.of(
            TopicSettings.REPLICATION.key(), "1",
            ApiSettings.DATA_FOLDER.key(), options.data().resolve("api").toString(),
            WorkerSettings.DATA_FOLDER.key(), options.data().resolve("worker").toString(),
            EmitterSettings.DATA_FOLDER.key(), options.data().resolve("emitter").toString(),
            WorkerSettings.ALLOW_NETWORKS.key(), LOOPBACK,
            WebhookTargets.ALLOW_NETWORKS.key(), LOOPBACK,
            SecretSettings.PUBLIC_KEY_FILE.key(),
                secrets.resolve(SecretKeys.PUBLIC_FILE).toString(),
            SecretSettings.PRIVATE_KEY_FILE.key(),
                secrets.resolve(SecretKeys.PRIVATE_FILE).toString()));
  }
}
