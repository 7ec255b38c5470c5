package dev.waybill.api;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.operations.Backlogs;
import dev.waybill.api.registry.AdapterCopy;
import dev.waybill.api.registry.Forgetting;
import dev.waybill.api.registry.LaneStatusCopy;
import dev.waybill.api.registry.Registry;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** The topics of which each instance has a whole copy in memory. Thread-safe. */
final class ApiCopies {
  final Registry<Connection> connections;
  final Registry<WebhookEndpoint> webhooks;
  final Registry<WebhookReplay> replays;
  final LaneStatusCopy lanes;
  final AdapterCopy adapters;
  private final Forgetting forgetting;

  /**
   * Makes copies that are empty yet.
   *
   * @param several whether there are other instances, which may have changed something
   * @param backlogs told of what waits on each connection
   */
  ApiCopies(
      ApiContext context,
      Admin admin,
      RecordPublisher publisher,
      boolean several,
      Backlogs backlogs) {
    Topics topics = context.plan().topics();
    connections =
        Registry.connections(
            topics.connectionRegistry(), context.kafka(), admin, publisher, several);
    webhooks =
        Registry.webhooks(topics.webhookRegistry(), context.kafka(), admin, publisher, several);
    replays = Registry.replays(topics.webhookReplays(), context.kafka(), admin, publisher, several);
    forgetting = new Forgetting(List.of(webhooks, replays), context.clock());
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
  }

  void register(HealthRegistry health) {
    health.register("connections", connections::problem);
    health.register("webhooks", webhooks::problem);
    health.register("webhook-replays-copy", replays::problem);
    health.register("lane-statuses", lanes::problem);
    health.register("adapters", adapters::problem);
  }

  /**
   * Reads them.
   *
   * @throws dev.waybill.runtime.StartupException if Kafka does not let it
   */
  void start() {
    connections.start();
    webhooks.start();
    replays.start();
    forgetting.start();
    lanes.start();
    adapters.start();
  }

  void close() {
    adapters.close();
    lanes.close();
    forgetting.close();
    replays.close();
    webhooks.close();
    connections.close();
  }
}
