package dev.waybill.api;

import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.Endpoints;
import dev.waybill.api.http.RequestQuota;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.KafkaReach;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.api.operations.Backlogs;
import dev.waybill.api.operations.Translator;
import dev.waybill.api.peers.Peers;
import dev.waybill.api.view.ViewOptions;
import dev.waybill.api.view.ViewService;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.config.Settings;
import dev.waybill.schemas.Topics;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final ApiCopies copies;
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
    admin = context.kafka().admin();
    producer = context.kafka().producer(Map.of("client.id", "waybill-api"));
    reach = new KafkaReach(admin);
    RecordPublisher publisher = new RecordPublisher(producer, context.plan().partitions());
    Optional<Peers> peers = ApiPeers.of(context);
    Backlogs backlogs =
        new Backlogs(
            context.settings().get(ApiSettings.CONNECTION_BACKLOG),
            context.settings().get(ApiSettings.PARTNER_BACKLOG));
    copies = new ApiCopies(context, admin, publisher, peers.isPresent(), backlogs);
    view =
        new ViewService(
            topics,
            context.plan().partitions(),
            context.kafka(),
            admin,
            copies.connections,
            new ViewOptions(
                context.dataFolder().resolve("view"),
                context.settings().get(ApiSettings.VIEW_PATIENCE),
                peers.orElse(null),
                context.settings().get(ApiSettings.STANDBYS),
                context.settings().get(ApiSettings.SESSION_TIMEOUT)));
    table =
        new ApiTable(context, copies, view, publisher, ids, new BodySchemas())
            .endpoints(tokens, translator, backlogs, meters);
    endpoints =
        new Endpoints(
            table,
            tokens.verifier(),
            quota(context.settings()),
            meters,
            ids,
            context.settings().get(ApiSettings.BODY_PATIENCE));
    stopPatience = context.settings().get(ApiSettings.STOP_PATIENCE);
    context
        .health()
        .register("api", () -> draining ? Optional.of("the API is stopping") : Optional.empty());
    context.health().register("kafka", reach::problem);
    copies.register(context.health());
    context.health().register("view", view::problem);
  }

  private static RequestQuota quota(Settings settings) {
    return new RequestQuota(
        settings.get(ApiSettings.REQUESTS_PER_MINUTE),
        settings.get(ApiSettings.REQUEST_BURST),
        System::nanoTime);
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
    endpoints.start();
    reach.start();
    copies.start();
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
    endpoints.close();
    view.close();
    copies.close();
    reach.close();
    producer.close(CLOSE_LIMIT);
    admin.close(CLOSE_LIMIT);
  }
}
