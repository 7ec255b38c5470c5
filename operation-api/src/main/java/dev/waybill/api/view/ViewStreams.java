package dev.waybill.api.view;

import dev.waybill.runtime.Service;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.kafka.KafkaClients;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the view's topology and knows which instance owns which partition. Thread-safe. */
final class ViewStreams implements Service {
  private static final Logger log = LoggerFactory.getLogger(ViewStreams.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private static final int HEARTBEATS_IN_A_SESSION = 4;

  /** Parts are moved whenever an instance comes or goes; nobody should be told for that. */
  private static final Duration DISTURBANCE = Duration.ofSeconds(15);

  private final KafkaStreams streams;

  /** Two read what is kept about half as long again as quickly as one, which is bound by a core. */
  private static final int THREADS = 2;

  private final OwnedParts parts;
  private final @Nullable URI self;
  private final CountDownLatch running = new CountDownLatch(1);

  /** When it was last seen to work, by {@link System#nanoTime()}; null: never. */
  private volatile @Nullable Long wellAt;

  ViewStreams(
      String applicationId,
      Topology topology,
      OwnedParts parts,
      KafkaClients clients,
      ViewOptions options) {
    this.parts = parts;
    this.self = options.peers() == null ? null : options.peers().address();
    Properties settings =
        clients.streamsProperties(applicationId, options.stateFolder(), settings(options));
    try {
      streams = new KafkaStreams(topology, settings);
    } catch (KafkaException e) {
      throw new StartupException(
          "the view of operations cannot use its folder %s, or its settings: %s"
              .formatted(settings.getProperty("state.dir"), e.getMessage()),
          e);
    }
  }

  private static Map<String, Object> settings(ViewOptions options) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("num.stream.threads", THREADS);
    settings.put("processing.guarantee", "at_least_once");
    // What the scheduler has not committed did not happen.
    settings.put("main.consumer.isolation.level", "read_committed");
    // The view begins with all that is kept; a lost position means reading it again.
    settings.put("main.consumer.auto.offset.reset", "earliest");
    // In the end a row is the same whichever of its topics was read first. Otherwise Streams looks
    // at the lag of the other topic before each record, and formats a line that nobody reads.
    settings.put("max.task.idle.ms", -1L);
    settings.put("group.protocol", "classic");
    int session = Math.toIntExact(options.session().toMillis());
    settings.put("main.consumer.session.timeout.ms", session);
    settings.put("main.consumer.heartbeat.interval.ms", session / HEARTBEATS_IN_A_SESSION);
    settings.put("commit.interval.ms", 200);
    settings.put("statestore.cache.max.bytes", 0L); // see BufferedRows
    settings.put("rocksdb.config.setter", ViewMemory.class);
    if (options.peers() != null) {
      URI address = options.peers().address();
      settings.put("application.server", address.getHost() + ":" + address.getPort());
      settings.put("num.standby.replicas", options.standbys());
      // A copy that is behind is brought up to date within a minute; then its part moves to it.
      settings.put("probing.rebalance.interval.ms", 60_000L);
    }
    return settings;
  }

  /** Who answers for a partition, as far as is known here. */
  Owner owner(int partition) {
    URI own = self;
    if (own == null || parts.has(partition)) {
      return new Owner.Here();
    }
    KeyQueryMetadata known;
    try {
      known =
          streams.queryMetadataForKey(
              ViewTopology.STORE,
              partition,
              (topic, key, value, count) -> Optional.of(Set.of(partition)));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return new Owner.Nobody(); // not started yet, or stopped
    }
    if (known == null || known.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      return new Owner.Nobody();
    }
    HostInfo host = known.activeHost();
    if (host.equals(HostInfo.unavailable())) {
      return new Owner.Nobody();
    }
    return host.host().equals(own.getHost()) && host.port() == own.getPort()
        ? new Owner.Here()
        : there(own, host);
  }

  private static Owner there(URI own, HostInfo host) {
    try {
      return new Owner.There(
          new URI(own.getScheme(), null, host.host(), host.port(), null, null, null));
    } catch (URISyntaxException e) {
      log.warn("another instance has an address that is none: {}", host);
      return new Owner.Nobody();
    }
  }

  /**
   * Starts it and waits, for at most 30 s, until it runs; a longer restore goes on behind, and
   * readiness tells of it.
   */
  @Override
  public void start() {
    streams.setUncaughtExceptionHandler(failure -> {
      log.error("the view failed and starts again", failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    });
    streams.setStateListener((now, before) -> {
      log.info("the view's state changed: state={} before={}", now, before);
      if (now == KafkaStreams.State.RUNNING) {
        running.countDown();
      } else if (wellAt != null && before == KafkaStreams.State.RUNNING) {
        wellAt = System.nanoTime();
      }
    });
    try {
      streams.start();
      if (!running.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("the view is still being restored");
      }
    } catch (StreamsException e) {
      throw new StartupException("the view of operations cannot start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What keeps the view from being read, if anything. Once it has worked, only what lasts: while
   * one instance comes or goes, the others are to stay in service.
   */
  Optional<String> problem() {
    KafkaStreams.State state = streams.state();
    List<Integer> closed = parts.closed();
    long now = System.nanoTime();
    if (state == KafkaStreams.State.RUNNING && closed.isEmpty()) {
      wellAt = now;
      return Optional.empty();
    }
    Long well = wellAt;
    if (well != null && state.isRunningOrRebalancing() && now - well < DISTURBANCE.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        state == KafkaStreams.State.RUNNING
            ? "the view reads what was written while it was away, in partitions " + closed
            : "the view of operations is " + state);
  }

  @Override
  public void close() {
    // Leaving tells the others at once; else they, or we after a restart, wait for the session's
    // end.
    boolean closed =
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_LIMIT));
    if (!closed) {
      log.warn("the view did not close in time");
    }
  }
}
