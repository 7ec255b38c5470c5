package dev.waybill.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The broker's configuration: one node, on loopback, for a machine of a few cores. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String HOST = "127.0.0.1";
  static final String CLIENT_LISTENER = "PLAINTEXT";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  static final String ABORT_SCAN = "transaction.abort.timed.out.transaction.cleanup.interval.ms";

  private BrokerSettings() {}

  /** {@code overrides} win over everything. */
  static Map<String, String> of(
      Path folder,
      int clientPort,
      int controllerPort,
      Duration limit,
      Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>();
    settings.putAll(node(folder, clientPort, controllerPort, limit));
    settings.putAll(singleReplica());
    settings.putAll(coordinators());
    settings.putAll(footprint());
    settings.putAll(overrides);
    return settings;
  }

  private static Map<String, String> node(
      Path folder, int clientPort, int controllerPort, Duration limit) {
    String controller = HOST + ":" + controllerPort;
    return Map.ofEntries(
        Map.entry("node.id", String.valueOf(NODE_ID)),
        Map.entry("process.roles", "broker,controller"),
        Map.entry(
            "listeners",
            CLIENT_LISTENER
                + "://"
                + HOST
                + ":"
                + clientPort
                + ","
                + CONTROLLER_LISTENER
                + "://"
                + controller),
        Map.entry("controller.listener.names", CONTROLLER_LISTENER),
        Map.entry("inter.broker.listener.name", CLIENT_LISTENER),
        // Static, so that the controller's port may be another one after each restart.
        Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
        Map.entry("log.dirs", folder.toString()),
        Map.entry("server.max.startup.time.ms", String.valueOf(limit.toMillis())),
        // A topic appears because it was planned, not because a name was mistyped.
        Map.entry("auto.create.topics.enable", "false"),
        // The broker asks in this rhythm whether it may begin: the default of 2 s delays a start.
        Map.entry("broker.heartbeat.interval.ms", "200"),
        // After a kill the controller still believes in the broker that died, for this long. Much
        // shorter, and a pause of the process would take its partitions off for a moment.
        Map.entry("broker.session.timeout.ms", "3000"));
  }

  private static Map<String, String> singleReplica() {
    return Map.of(
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1");
  }

  private static Map<String, String> coordinators() {
    return Map.ofEntries(
        // Fifty partitions each are for large clusters, and cost a small one a slower start.
        Map.entry("offsets.topic.num.partitions", "3"),
        Map.entry("transaction.state.log.num.partitions", "3"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // Services here fail over by short sessions.
        Map.entry("group.min.session.timeout.ms", "1000"),
        // A killed process leaves a transaction open; this is how long readers wait beyond its
        // timeout.
        Map.entry(ABORT_SCAN, String.valueOf(EmbeddedBroker.TRANSACTION_ABORT_SCAN.toMillis())),
        // A producer that hangs holds readers up for as long as its own timeout, and it may choose
        // that; this is the longest that it may. Clients choose a minute unless told otherwise.
        Map.entry("transaction.max.timeout.ms", "60000"));
  }

  private static Map<String, String> footprint() {
    return Map.ofEntries(
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("background.threads", "2"),
        Map.entry("num.recovery.threads.per.data.dir", "2"),
        Map.entry("group.coordinator.threads", "1"),
        Map.entry("share.coordinator.threads", "1"),
        Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20)),
        // Small segments let retention and compaction take effect on small data; an index needs 12
        // bytes for each 4 KiB of its segment.
        Map.entry("log.segment.bytes", String.valueOf(64 << 20)),
        Map.entry("log.index.size.max.bytes", String.valueOf(512 << 10)),
        Map.entry("offsets.topic.segment.bytes", String.valueOf(8 << 20)),
        Map.entry("transaction.state.log.segment.bytes", String.valueOf(8 << 20)),
        Map.entry("metadata.log.segment.bytes", String.valueOf(16 << 20)),
        // Nobody reads the broker's thousands of MBeans here.
        Map.entry("metric.reporters", ""));
  }
}
