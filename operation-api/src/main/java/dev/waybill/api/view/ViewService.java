package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.peers.PeerClient;
import dev.waybill.api.peers.PeerRoutes;
import dev.waybill.api.peers.Peers;
import dev.waybill.api.registry.Registry;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The view as the rest of the API uses it. Thread-safe. */
public final class ViewService implements Service {
  private final ViewStreams streams;
  private final TakeOvers takeOvers;
  private final SharedView shared;
  private final OwnedView owned;
  private final OperationLists lists;
  private final @Nullable Peers peers;
  private final @Nullable PeerClient client;

  /**
   * Makes the view.
   *
   * @param connections is started before and closed after
   */
  public ViewService(
      Topics topics,
      int partitions,
      KafkaClients clients,
      Admin admin,
      Registry<Connection> connections,
      ViewOptions options) {
    String applicationId = topics.prefix() + "operation-api-view";
    Positions reached = new Positions(partitions);
    ViewSignals signals = new ViewSignals();
    OwnedParts parts = new OwnedParts();
    streams =
        new ViewStreams(
            applicationId,
            ViewTopology.build(topics, partitions, reached, signals, parts),
            parts,
            clients,
            options);
    takeOvers =
        new TakeOvers(
            List.of(topics.operationRequested(), topics.operationEvents()),
            applicationId,
            admin,
            clients,
            parts,
            reached);
    owned =
        new OwnedView(
            parts,
            signals,
            new ViewFreshness(
                topics.operationRequested(),
                applicationId,
                admin,
                clients,
                reached,
                options.patience()),
            known(connections),
            PlaceScan.Budget.DEFAULT);
    peers = options.peers();
    client = peers == null ? null : new PeerClient(peers.key());
    shared =
        new SharedView(
            streams::owner, owned, others(client, options), partitions, options.patience());
    lists = new OperationLists(shared::list, partitions);
  }

  private static OwnedView.KnownConnections known(Registry<Connection> connections) {
    return new OwnedView.KnownConnections() {
      @Override
      public Optional<Connection> find(UUID id, boolean patient) {
        return patient ? connections.known(id) : connections.peek(id);
      }

      @Override
      public void catchUp() {
        connections.catchUp();
      }
    };
  }

  private static Function<URI, ViewParts> others(@Nullable PeerClient client, ViewOptions options) {
    Map<URI, ViewParts> known = new ConcurrentHashMap<>();
    return address -> {
      if (client == null) {
        throw ViewStores.unavailable();
      }
      return known.computeIfAbsent(
          address, other -> new PeerView(client, other, options.patience()));
    };
  }

  /**
   * An operation of a partner, at its end or after the wait, whichever is first.
   *
   * @param connectionId the connection that it must be of; null: any
   * @throws dev.waybill.api.http.RefusedException 404, or 503 if nothing can be said now
   */
  public Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, Duration wait) {
    return shared.find(partnerId, id, connectionId, wait);
  }

  /**
   * What is known now of a partner's operation and its request.
   *
   * @throws dev.waybill.api.http.RefusedException 503 if nothing can be said now
   */
  public Optional<AskedOperation> asked(UUID partnerId, UUID id, UUID connectionId) {
    return shared.asked(partnerId, id, connectionId, null);
  }

  /**
   * The same once a request was taken in, as long as a read may wait.
   *
   * @throws dev.waybill.api.http.RefusedException 503 if it was not in time
   */
  public Optional<AskedOperation> readBack(OperationRequest request, Written written) {
    return shared.asked(
        request.partnerId(), request.id(), request.connectionId(), written.offset());
  }

  /**
   * The endpoints that read from it.
   *
   * @param states puts into an operation that is answered by itself what it waits for now
   */
  public OperationEndpoints endpoints(UnaryOperator<Operation> states) {
    return new OperationEndpoints(shared, lists, states);
  }

  /** What other instances ask; empty if there are none. */
  public Optional<PeerRoutes> peerRoutes() {
    return Optional.ofNullable(peers)
        .map(all -> new PeerRoutes(all.key(), PeerView.handlers(owned)));
  }

  /**
   * Starts it and waits, for at most 30 s, until it runs; a longer restore goes on behind, and
   * readiness tells of it.
   */
  @Override
  public void start() {
    takeOvers.start();
    streams.start();
  }

  /** What keeps the view from being read, if anything. */
  public Optional<String> problem() {
    return streams.problem();
  }

  /** Whoever waits for the end of an operation waits so long at most, and a moment. */
  public void drain(Duration left) {
    shared.drain(left);
  }

  @Override
  public void close() {
    shared.close();
    streams.close();
    takeOvers.close();
    if (client != null) {
      client.close();
    }
  }
}
