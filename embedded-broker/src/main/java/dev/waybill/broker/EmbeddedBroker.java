package dev.waybill.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A Kafka broker with its controller in this process, on loopback, with one replica of everything.
 *
 * <p>Its folder survives restarts and {@code kill -9} and keeps its cluster id. It takes the parts
 * that {@code kafka.server.KafkaRaftServer} is made of, because that one binds its sockets late,
 * does not tell its port, and ends the whole process when a start fails. Safe for use by many
 * threads.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** Long enough for the recovery of some gigabytes after a crash; a usual start takes seconds. */
  public static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** How often the broker looks for transactions that timed out, unless told otherwise. */
  public static final Duration TRANSACTION_ABORT_SCAN = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Several times the controller's patience with a broker that does not say anything any more. */
  private static final Duration BELIEVED_LIMIT = Duration.ofSeconds(30);

  private final DataFolder folder;
  private final ListenerSockets sockets;
  private final String clusterId;
  private final SharedServer shared;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(
      DataFolder folder, ListenerSockets sockets, Duration limit, Map<String, String> overrides) {
    this.folder = folder;
    this.sockets = sockets;
    MetaPropertiesEnsemble identity = folder.formatted(BrokerSettings.NODE_ID);
    this.clusterId = identity.clusterId().orElseThrow();
    KafkaConfig config =
        new KafkaConfig(
            BrokerSettings.of(
                folder.path(), sockets.clientPort(), sockets.controllerPort(), limit, overrides),
            false);
    this.shared =
        new SharedServer(
            config,
            identity,
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, clusterId),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            this::faultHandler,
            sockets);
    this.broker = new BrokerServer(shared);
    this.controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), folder.bootstrap());
  }

  /**
   * Starts a broker and waits until clients can use it, {@link #START_LIMIT} at most.
   *
   * @param dataFolder made and formatted if it is missing or empty
   * @param port of the listener for clients on 127.0.0.1; 0 picks a free one
   * @throws BrokerStartException if the folder or the port cannot be had, or the time is over
   */
  public static EmbeddedBroker start(Path dataFolder, int port) {
    return start(dataFolder, port, TRANSACTION_ABORT_SCAN);
  }

  /**
   * The same, with a rhythm of its own for looking for transactions that timed out.
   *
   * @param abortScan above 0
   */
  public static EmbeddedBroker start(Path dataFolder, int port, Duration abortScan) {
    Map<String, String> overrides =
        Map.of(BrokerSettings.ABORT_SCAN, String.valueOf(abortScan.toMillis()));
    return start(dataFolder, port, START_LIMIT, overrides);
  }

  static EmbeddedBroker start(
      Path dataFolder, int port, Duration limit, Map<String, String> overrides) {
    long began = System.nanoTime();
    DataFolder folder = DataFolder.open(dataFolder);
    try {
      ListenerSockets sockets = ListenerSockets.bind(port);
      try {
        EmbeddedBroker started = new EmbeddedBroker(folder, sockets, limit, overrides);
        started.startup();
        log.atInfo()
            .addKeyValue("bootstrap_servers", started.bootstrapServers())
            .addKeyValue("folder", folder.path())
            .addKeyValue("took_ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
            .log("Embedded broker started");
        return started;
      } catch (RuntimeException e) {
        sockets.close();
        throw e;
      }
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The address for clients, {@code host:port}. */
  public String bootstrapServers() {
    return BrokerSettings.HOST + ":" + port();
  }

  /** The port for clients on 127.0.0.1. */
  public int port() {
    return sockets.clientPort();
  }

  /** The cluster id, the same as long as the folder lives. */
  public String clusterId() {
    return clusterId;
  }

  /**
   * Completes with a sentence if the broker fails for good while it runs; it then serves nobody any
   * more and the process should end. Never completes after an ordinary {@link #close()}.
   */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /** Stops the broker cleanly. Clients should be closed before. A second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Utils.closeQuietly(() -> broker.shutdown(STOP_LIMIT), "broker");
      Utils.closeQuietly(controller::shutdown, "controller");
      sockets.close();
      folder.close();
    }
  }

  private void startup() {
    try {
      controller.startup();
      FormerLeadership.awaitEnd(shared.loader(), BrokerSettings.NODE_ID, BELIEVED_LIMIT);
      broker.startup();
    } catch (Throwable e) { // Scala code throws checked exceptions undeclared.
      close();
      throw new BrokerStartException(
          "The embedded broker in "
              + folder.path()
              + " did not start ("
              + failure.getNow(String.valueOf(e.getMessage()))
              + ").",
          e);
    }
  }

  private FaultHandler faultHandler(String part, boolean fatal, Runnable action) {
    return (message, cause) -> {
      action.run();
      log.atLevel(fatal ? Level.ERROR : Level.WARN)
          .addKeyValue("part", part)
          .addKeyValue("fault", message)
          .addKeyValue("cause", String.valueOf(cause))
          .log(fatal ? "Embedded broker failed" : "Embedded broker met a fault");
      log.debug("Fault in {}", part, cause);
      if (fatal && !closed.get()) {
        failure.complete(part + ": " + message);
      }
      return new IllegalStateException(message, cause);
    };
  }
}
