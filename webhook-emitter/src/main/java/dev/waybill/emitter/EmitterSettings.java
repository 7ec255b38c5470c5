package dev.waybill.emitter;

import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.net.WebhookTargets;
import java.time.Duration;
import java.util.List;

/** The settings of the emitter. */
public final class EmitterSettings {
  public static final Setting<String> HOST =
      Setting.text(
          "emitter.host", "127.0.0.1", "Where `waybill emitter` serves health and metrics.");

  public static final Setting<Integer> PORT =
      Setting.integer(
          "emitter.port", 8082, 0, 65_535, "The port of emitter.host; 0 picks a free one.");

  public static final Setting<String> DATA_FOLDER =
      Setting.text(
          "emitter.data_folder",
          "data/emitter",
          "Where the scheduler's state is; it can be rebuilt from Kafka. Of this process alone.");

  public static final Setting<Integer> SLOTS =
      Setting.integer(
          "emitter.slots",
          256,
          1,
          100_000,
          "How many webhooks this process sends at the same time. Slow ones count apart: half of"
              + " the slots are never theirs, and all together are at most four times as many,"
              + " each with its body and two virtual threads (about 10 KiB) in memory.");

  public static final Setting<Duration> SLOW_AFTER =
      Setting.duration(
          "emitter.slow_after",
          ExecutorConfig.SLOW_AFTER,
          "A delivery that has run for so long counts as slow, and so does its endpoint's next.");

  public static final Setting<Integer> OUTSTANDING =
      Setting.integer(
          "emitter.outstanding_per_partition",
          256,
          1,
          100_000,
          "How many attempts of one partition are dispatched and not yet answered; keep the sum"
              + " over the partitions near the executors' slots, or dispatches wait in line.");

  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "emitter.commit_interval",
          Duration.ofMillis(50),
          "How often the scheduler commits: what it decided is visible only then. Twice this and"
              + " 1 s must fit into emitter.transaction_timeout.");

  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "emitter.session_timeout",
          StreamsTuning.Patience.DEFAULT.session(),
          "An emitter that has been silent for so long is taken for dead, and others take its"
              + " partitions over; it makes itself heard three times as often. Not below the"
              + " broker's group.min.session.timeout.ms, usually 6 s.");

  public static final Setting<Duration> TRANSACTION_TIMEOUT =
      Setting.duration(
          "emitter.transaction_timeout",
          StreamsTuning.Patience.DEFAULT.transaction(),
          "What a killed emitter had begun is aborted by the broker after this; until then its"
              + " partitions' readers wait. A step that takes longer is aborted, too, and done"
              + " again: at least twice emitter.commit_interval and 1 s, and more than the"
              + " process may stand still on a busy machine.");

  public static final Setting<Integer> STANDBYS =
      Setting.integer(
          "emitter.standbys",
          0,
          0,
          2,
          "How many other emitters keep a copy of each partition's state, so that they can take"
              + " over without reading it from Kafka first.");

  public static final Setting<Duration> LOOKUP_TIMEOUT =
      Setting.duration(
          "emitter.lookup_timeout",
          Duration.ofSeconds(5),
          "How long the look-up of an endpoint's host name may take.");

  public static final Setting<Integer> EVENT_CACHE_MIB =
      Setting.integer(
          "emitter.event_cache_mib",
          32,
          1,
          65_536,
          "How much of the heap keeps events that were read, in MiB.");

  public static final Setting<Duration> STOP_PATIENCE =
      Setting.duration(
          "emitter.stop_patience",
          Duration.ofSeconds(10),
          "How long a stop waits for webhooks under way; those given up are sent again.");

  public static final Setting<Duration> DISABLE_AFTER =
      Setting.duration(
          "emitter.disable_after",
          Duration.ofDays(5),
          "An endpoint whose deliveries did nothing but fail for so long, of three events at least,"
              + " is disabled; it is warned of after a quarter, a half and three quarters of it.");

  private EmitterSettings() {}

  /** Every setting above. */
  public static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        DATA_FOLDER,
        SLOTS,
        SLOW_AFTER,
        OUTSTANDING,
        COMMIT_INTERVAL,
        SESSION_TIMEOUT,
        TRANSACTION_TIMEOUT,
        STANDBYS,
        LOOKUP_TIMEOUT,
        EVENT_CACHE_MIB,
        STOP_PATIENCE,
        DISABLE_AFTER,
        WebhookTargets.ALLOW_NETWORKS,
        WebhookTargets.ALLOW_PORTS);
  }
}
