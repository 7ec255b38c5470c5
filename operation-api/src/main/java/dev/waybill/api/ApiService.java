package dev.waybill.api;

import dev.waybill.api.connections.AdapterRules;
import dev.waybill.api.connections.ConnectionEndpoints;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.connections.IdentityEndpoints;
import dev.waybill.api.connections.TspEndpoints;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.DocumentEndpoints;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.Endpoints;
import dev.waybill.api.http.Problems;
import dev.waybill.api.http.RequestQuota;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.KafkaReach;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.api.operations.Backlogs;
import dev.waybill.api.operations.BatchEndpoint;
import dev.waybill.api.operations.BatchSlots;
import dev.waybill.api.operations.CommandEndpoints;
import dev.waybill.api.operations.DryRuns;
import dev.waybill.api.operations.IdempotentWrites;
import dev.waybill.api.operations.IdentityTopic;
import dev.waybill.api.operations.RequestLog;
import dev.waybill.api.operations.Retries;
import dev.waybill.api.operations.SubmissionEndpoints;
import dev.waybill.api.operations.Submissions;
import dev.waybill.api.operations.SyncWrites;
import dev.waybill.api.operations.Translator;
import dev.waybill.api.ops.DeadLetterEndpoints;
import dev.waybill.api.peers.Peers;
import dev.waybill.api.registry.AdapterCopy;
import dev.waybill.api.registry.LaneStatusCopy;
import dev.waybill.api.registry.Registry;
import dev.waybill.api.view.CurrentStates;
import dev.waybill.api.view.ViewOptions;
import dev.waybill.api.view.ViewService;
import dev.waybill.api.webhooks.EventFeed;
import dev.waybill.api.webhooks.TopicTail;
import dev.waybill.api.webhooks.WebhookEndpoints;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.deadletters.DeadLetters;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * The REST service. It brings no HTTP server: whoever runs it puts {@link #routing} on one, before
 * or after {@link #start()}. Thread-safe.
 */
public final class ApiService implements Service {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private final KafkaReach reach;
  private final Registry<Connection> connections;
  private final Registry<WebhookEndpoint> webhooks;
  private final Registry<WebhookReplay> replays;
  private final LaneStatusCopy lanes;
  private final AdapterCopy adapters;
  private final ViewService view;
  private final List<Endpoint> table;
  private final Endpoints endpoints;
  private final Duration stopPatience;
  private volatile boolean draining;

  /**
   * Wires the service; connects to nothing yet.
   *
   * @throws dev.waybill.runtime.StartupException if it is not configured so that it can work
   */
  public ApiService(ApiContext context) {
    this(context, Translator.NONE);
  }

  /**
   * The same in a process that has adapters.
   *
   * @param translator for dry runs; stays the caller's
   * @throws dev.waybill.runtime.StartupException if it is not configured so that it can work
   */
  public ApiService(ApiContext context, Translator translator) {
    Topics topics = context.plan().topics();
    ApiTokens tokens = ApiTokens.of(context);
    ApiMeters meters = new ApiMeters(context.meters());
    OperationIds ids = new OperationIds(context.clock(), context.random());
    BodySchemas schemas = new BodySchemas();
    admin = context.kafka().admin();
    producer = context.kafka().producer(Map.of("client.id", "waybill-api"));
    reach = new KafkaReach(admin);
    RecordPublisher publisher = new RecordPublisher(producer, context.plan().partitions());
    Optional<Peers> peers = ApiPeers.of(context);
    boolean several = peers.isPresent();
    connections =
        Registry.connections(
            topics.connectionRegistry(), context.kafka(), admin, publisher, several);
    webhooks =
        Registry.webhooks(topics.webhookRegistry(), context.kafka(), admin, publisher, several);
    replays = Registry.replays(topics.webhookReplays(), context.kafka(), admin, publisher, several);
    Backlogs backlogs =
        new Backlogs(
            context.settings().get(ApiSettings.CONNECTION_BACKLOG),
            context.settings().get(ApiSettings.PARTNER_BACKLOG));
    lanes =
        new LaneStatusCopy(
            topics.laneStatus(),
            context.kafka(),
            admin,
            publisher,
            (connectionId, depth) ->
                backlogs.told(
                    connectionId,
                    connections.peek(connectionId).map(Connection::partnerId).orElse(null),
                    depth));
    adapters = new AdapterCopy(topics.adapterRegistry(), context.kafka(), admin, publisher);
    AdapterRules rules = new AdapterRules(adapters, schemas);
    view =
        new ViewService(
            topics,
            context.plan().partitions(),
            context.kafka(),
            admin,
            connections,
            new ViewOptions(
                context.dataFolder().resolve("view"),
                context.settings().get(ApiSettings.VIEW_PATIENCE),
                peers.orElse(null),
                context.settings().get(ApiSettings.STANDBYS),
                context.settings().get(ApiSettings.SESSION_TIMEOUT)));
    Connections owned = new Connections(connections);
    table =
        Stream.of(
                tokens.endpoints(),
                Problems.endpoints(),
                DocumentEndpoints.endpoints(),
                // Before single connections: its list lies where an id could.
                view.endpoints(new CurrentStates(lanes::find)).endpoints(),
                new CommandEndpoints(
                        view::find,
                        new Retries(owned, rules, backlogs, context.clock()),
                        publisher,
                        topics.operationCommands(),
                        ids,
                        context.clock())
                    .endpoints(),
                new ConnectionEndpoints(
                        connections,
                        owned,
                        lanes,
                        schemas,
                        rules,
                        context.sealer(),
                        context.clock())
                    .endpoints(),
                new TspEndpoints(adapters).endpoints(),
                new IdentityEndpoints(
                        owned, schemas, publisher, topics.operationCommands(), ids, context.clock())
                    .endpoints(),
                writeEndpoints(
                    context,
                    new Submissions(owned, rules, schemas, ids, context.plan().partitions()),
                    new RequestLog(topics.operationRequested(), publisher, backlogs, meters),
                    schemas,
                    translator),
                webhookEndpoints(context, schemas, publisher, ids).endpoints(),
                new DeadLetterEndpoints(new DeadLetters(context.kafka(), topics)).endpoints(),
                new EventFeed(
                        topics.operationEvents(), context.plan().partitions(), context.kafka())
                    .endpoints())
            .flatMap(List::stream)
            .toList();
    endpoints = new Endpoints(table, tokens.verifier(), quota(context.settings()), meters, ids);
    stopPatience = context.settings().get(ApiSettings.STOP_PATIENCE);
    context
        .health()
        .register("api", () -> draining ? Optional.of("the API is stopping") : Optional.empty());
    context.health().register("kafka", reach::problem);
    context.health().register("connections", connections::problem);
    context.health().register("webhooks", webhooks::problem);
    context.health().register("webhook-replays-copy", replays::problem);
    context.health().register("lane-statuses", lanes::problem);
    context.health().register("adapters", adapters::problem);
    context.health().register("view", view::problem);
  }

  private static RequestQuota quota(Settings settings) {
    return new RequestQuota(
        settings.get(ApiSettings.REQUESTS_PER_MINUTE),
        settings.get(ApiSettings.REQUEST_BURST),
        System::nanoTime);
  }

  private List<Endpoint> writeEndpoints(
      ApiContext context,
      Submissions submissions,
      RequestLog log,
      BodySchemas schemas,
      Translator translator) {
    IdentityTopic identities =
        new IdentityTopic(
            context.plan().topics().resourceIdentity(),
            context.plan().partitions(),
            context.kafka());
    SubmissionEndpoints single =
        new SubmissionEndpoints(
            submissions,
            log,
            new SyncWrites(view::find, lanes),
            new IdempotentWrites(view),
            new DryRuns(view::find, identities, translator),
            context.clock());
    BatchSlots slots =
        new BatchSlots(
            context.settings().get(ApiSettings.BATCHES),
            context.settings().get(ApiSettings.PARTNER_BATCHES));
    Endpoint batch =
        new BatchEndpoint(submissions, schemas, log, slots, context.clock()).endpoint();
    return Stream.concat(single.endpoints().stream(), Stream.of(batch)).toList();
  }

  private WebhookEndpoints webhookEndpoints(
      ApiContext context, BodySchemas schemas, RecordPublisher publisher, OperationIds ids) {
    Topics topics = context.plan().topics();
    return new WebhookEndpoints(
        webhooks,
        replays,
        schemas,
        context.sealer(),
        WebhookTargets.of(context.settings()),
        publisher,
        topics,
        new TopicTail(topics.webhookDeliveries(), context.plan().partitions(), context.kafka()),
        ids,
        context.clock(),
        context.random());
  }

  /** Every endpoint of the API. */
  List<Endpoint> table() {
    return table;
  }

  /** Puts every endpoint of the API on a server; it is to be the last to do so. */
  public void routing(HttpRouting.Builder routing) {
    view.peerRoutes().ifPresent(routes -> routing.register(routes));
    endpoints.routing(routing);
  }

  /** Answers, in the same words, for what the server refuses before any route is asked. */
  public DirectHandlers refusals() {
    return endpoints.refusals();
  }

  /**
   * Reads the registries and starts the view.
   *
   * @throws dev.waybill.runtime.StartupException if Kafka does not let it
   */
  @Override
  public void start() {
    reach.start();
    connections.start();
    webhooks.start();
    replays.start();
    lanes.start();
    adapters.start();
    view.start();
  }

  /**
   * A stop begins; to be called before the server is closed. Whoever waits for the end of an
   * operation is answered within {@code api.stop_patience} and a moment, and the service is
   * unready.
   */
  public void drain() {
    draining = true;
    view.drain(stopPatience);
  }

  @Override
  public void close() {
    view.close();
    adapters.close();
    lanes.close();
    replays.close();
    webhooks.close();
    connections.close();
    reach.close();
    producer.close(CLOSE_LIMIT);
    admin.close(CLOSE_LIMIT);
  }
}
