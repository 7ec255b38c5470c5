package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.registry.Registry;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the view. Thread-safe. */
public final class ViewService implements Service {
  private static final Logger log = LoggerFactory.getLogger(ViewService.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final KafkaStreams streams;
  private final OperationView view;
  private final Positions reached;
  private final Duration patience;
  private final OperationEndpoints endpoints;
  private final CountDownLatch running = new CountDownLatch(1);

  /**
   * Makes the view.
   *
   * @param connections is started before and closed after
   * @param stateFolder of the view alone; can be deleted, and is then rebuilt from Kafka
   * @param patience how long a read waits for the view to catch up
   */
  public ViewService(
      Topics topics,
      int partitions,
      KafkaClients clients,
      Admin admin,
      Registry<Connection> connections,
      Path stateFolder,
      Duration patience) {
    String applicationId = topics.prefix() + "operation-api-view";
    this.patience = patience;
    this.reached = new Positions(partitions);
    ViewSignals signals = new ViewSignals();
    this.streams =
        streams(
            ViewTopology.build(topics, partitions, reached, signals),
            clients.streamsProperties(applicationId, stateFolder, streamsSettings()));
    ViewFreshness freshness =
        new ViewFreshness(
            topics.operationRequested(), applicationId, admin, clients, reached, patience);
    this.view =
        new OperationView(
            this::store,
            signals,
            freshness,
            (id, patient) -> patient ? connections.find(id) : connections.peek(id),
            partitions);
    OperationLists lists =
        new OperationLists(this::store, view, partitions, OperationLists.SCAN_BUDGET);
    this.endpoints = new OperationEndpoints(view, lists);
  }

  private static KafkaStreams streams(Topology topology, Properties settings) {
    try {
      return new KafkaStreams(topology, settings);
    } catch (KafkaException e) {
      throw new StartupException(
          "the view of operations cannot use its folder %s, or its settings: %s"
              .formatted(settings.getProperty("state.dir"), e.getMessage()),
          e);
    }
  }

  private static Map<String, Object> streamsSettings() {
    return Map.ofEntries(
        Map.entry("num.stream.threads", 1),
        Map.entry("processing.guarantee", "at_least_once"),
        // What the scheduler has not committed did not happen.
        Map.entry("main.consumer.isolation.level", "read_committed"),
        // The view begins with all that is kept; a lost position means reading it again.
        Map.entry("main.consumer.auto.offset.reset", "earliest"),
        Map.entry("group.protocol", "classic"),
        Map.entry("main.consumer.session.timeout.ms", 6_000),
        Map.entry("main.consumer.heartbeat.interval.ms", 1_500),
        Map.entry("commit.interval.ms", 200),
        Map.entry("statestore.cache.max.bytes", 16L * 1024 * 1024),
        Map.entry("rocksdb.config.setter", ViewMemory.class));
  }

  /**
   * An operation of a partner, at its end or after the wait, whichever is first.
   *
   * @param connectionId the connection that it must be of; null: any
   * @throws dev.waybill.api.http.RefusedException 404, or 503 if nothing can be said now
   */
  public Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, Duration wait) {
    return view.find(partnerId, id, connectionId, wait);
  }

  /**
   * What is known now of a partner's operation and its request; waits for nothing.
   *
   * @throws dev.waybill.api.http.RefusedException 503 if nothing can be said now
   */
  public Optional<AskedOperation> asked(UUID partnerId, UUID id, UUID connectionId) {
    return view.asked(partnerId, id, connectionId);
  }

  /**
   * Waits until a request was taken in, as long as a read may wait.
   *
   * @throws dev.waybill.api.http.RefusedException 503 if it was not in time
   */
  public void awaitRequest(Written request) {
    if (!reached.await(Map.of(request.partition(), request.offset() + 1), patience)) {
      throw ViewStores.unavailable();
    }
  }

  /** The endpoints that read from it. */
  public OperationEndpoints endpoints() {
    return endpoints;
  }

  /**
   * Starts it and waits, for at most 30 s, until all its partitions can be read; a longer restore
   * goes on behind, and readiness tells of it.
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

  /** What keeps the view from being read, if anything. */
  public Optional<String> problem() {
    KafkaStreams.State state = streams.state();
    return state == KafkaStreams.State.RUNNING
        ? Optional.empty()
        : Optional.of("the view of operations is " + state);
  }

  private ReadOnlyKeyValueStore<Bytes, byte[]> store(int partition) {
    try {
      return streams.store(
          StoreQueryParameters.fromNameAndType(
                  ViewTopology.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
              .withPartition(partition));
    } catch (InvalidStateStoreException e) {
      throw ViewStores.unavailable();
    }
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
