package dev.waybill.worker;

import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of the worker. */
public final class WorkerSettings {
  public static final Setting<String> HOST =
      Setting.text("worker.host", "127.0.0.1", "Where `waybill worker` serves health and metrics.");

  public static final Setting<Integer> PORT =
      Setting.integer(
          "worker.port", 8081, 0, 65_535, "The port of worker.host; 0 picks a free one.");

  public static final Setting<String> DATA_FOLDER =
      Setting.text(
          "worker.data_folder",
          "data/worker",
          "Where the scheduler's state is; it can be rebuilt from Kafka.");

  public static final Setting<Set<WorkerRole>> ROLES =
      new Setting<>(
          "worker.roles",
          "scheduler,executor",
          "scheduler, executor, or both",
          "What this process does: schedule operations, call TSPs, or both.",
          WorkerRole::parse);

  public static final Setting<Integer> SLOTS =
      Setting.integer(
          "worker.slots",
          256,
          1,
          100_000,
          "How many quick calls this process makes at the same time. Slow ones count apart: half"
              + " of the slots are never theirs, and all together are at most four times as many,"
              + " each with its payload and two virtual threads (about 10 KiB) in memory; as many"
              + " again, of connections that hang, may wait for a place.");

  public static final Setting<Duration> SLOW_AFTER =
      Setting.duration(
          "worker.slow_after",
          ExecutorConfig.SLOW_AFTER,
          "A call that has run for so long counts as slow, and so does its connection's next.");

  public static final Setting<Integer> OUTSTANDING =
      Setting.integer(
          "worker.outstanding_per_partition",
          256,
          1,
          100_000,
          "How many attempts of one partition are dispatched and not yet answered; keep the sum"
              + " over the partitions near the executors' slots, or dispatches wait in line.");

  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "worker.commit_interval",
          Duration.ofMillis(25),
          "How often the scheduler commits: what it decided is visible only then. Twice this and"
              + " 1 s must fit into worker.transaction_timeout.");

  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "worker.session_timeout",
          StreamsTuning.Patience.DEFAULT.session(),
          "A worker that has been silent for so long is taken for dead, and others take its"
              + " partitions over; it makes itself heard three times as often. Not below the"
              + " broker's group.min.session.timeout.ms, usually 6 s.");

  public static final Setting<Duration> TRANSACTION_TIMEOUT =
      Setting.duration(
          "worker.transaction_timeout",
          StreamsTuning.Patience.DEFAULT.transaction(),
          "What a killed scheduler had begun is aborted by the broker after this; until then its"
              + " partitions' readers wait. A step that takes longer is aborted, too, and done"
              + " again: at least twice worker.commit_interval and 1 s, and more than the"
              + " process may stand still on a busy machine.");

  public static final Setting<Integer> STANDBYS =
      Setting.integer(
          "worker.standbys",
          0,
          0,
          2,
          "How many other workers keep a copy of each partition's state, so that they can take"
              + " over without reading it from Kafka first.");

  public static final Setting<Duration> DISPATCH_VALIDITY =
      Setting.duration(
          "worker.dispatch_validity",
          Duration.ofSeconds(1),
          "An executor refuses a dispatch that is older: the δ in guarantee G4.");

  public static final Setting<Duration> CLOCK_BOUND =
      Setting.duration(
          "worker.clock_bound",
          Duration.ofSeconds(2),
          "How far apart the clocks of the machines may be.");

  public static final Setting<Duration> UNKNOWN_CONNECTION_WAIT =
      Setting.duration(
          "worker.unknown_connection_wait",
          Duration.ofSeconds(10),
          "How long an operation waits for a connection that is not known yet.");

  public static final Setting<Duration> STOP_PATIENCE =
      Setting.duration(
          "worker.stop_patience",
          Duration.ofSeconds(10),
          "How long a stop waits for calls under way; later answers are lost, and their operations"
              + " are taken up again as of unknown outcome.");

  public static final Setting<List<String>> ALLOW_NETWORKS =
      Setting.list(
          "adapters.allow_networks",
          "",
          "Networks (CIDR) that adapters may call although they are not public.");

  public static final Setting<Optional<String>> SIMULATOR_URL =
      Setting.optionalText(
          "adapters.simulator_base_url",
          "The address of the simulated TSP for connections whose settings name none.");

  private WorkerSettings() {}

  /** Every setting above. */
  public static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        DATA_FOLDER,
        ROLES,
        SLOTS,
        SLOW_AFTER,
        OUTSTANDING,
        COMMIT_INTERVAL,
        SESSION_TIMEOUT,
        TRANSACTION_TIMEOUT,
        STANDBYS,
        DISPATCH_VALIDITY,
        CLOCK_BOUND,
        UNKNOWN_CONNECTION_WAIT,
        STOP_PATIENCE,
        ALLOW_NETWORKS,
        SIMULATOR_URL);
  }
}
