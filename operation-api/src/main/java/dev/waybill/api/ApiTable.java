package dev.waybill.api;

import dev.waybill.api.connections.AdapterRules;
import dev.waybill.api.connections.ConnectionEndpoints;
import dev.waybill.api.connections.Connections;
import dev.waybill.api.connections.IdentityEndpoints;
import dev.waybill.api.connections.TspEndpoints;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.DocumentEndpoints;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.Problems;
import dev.waybill.api.id.OperationIds;
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
import dev.waybill.api.view.CurrentStates;
import dev.waybill.api.view.ViewService;
import dev.waybill.api.webhooks.EventFeed;
import dev.waybill.api.webhooks.TopicTail;
import dev.waybill.api.webhooks.WebhookEndpoints;
import dev.waybill.runtime.deadletters.DeadLetters;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.schemas.Topics;
import java.util.List;
import java.util.stream.Stream;

/** Wires the table of endpoints: every one that there is, and what each of them needs. */
final class ApiTable {
  private final ApiContext context;
  private final Topics topics;
  private final ApiCopies copies;
  private final ViewService view;
  private final RecordPublisher publisher;
  private final OperationIds ids;
  private final BodySchemas schemas;

  ApiTable(
      ApiContext context,
      ApiCopies copies,
      ViewService view,
      RecordPublisher publisher,
      OperationIds ids,
      BodySchemas schemas) {
    this.context = context;
    this.topics = context.plan().topics();
    this.copies = copies;
    this.view = view;
    this.publisher = publisher;
    this.ids = ids;
    this.schemas = schemas;
  }

  List<Endpoint> endpoints(
      ApiTokens tokens, Translator translator, Backlogs backlogs, ApiMeters meters) {
    AdapterRules rules = new AdapterRules(copies.adapters, schemas);
    Connections owned = new Connections(copies.connections);
    return Stream.of(
            tokens.endpoints(),
            Problems.endpoints(),
            DocumentEndpoints.endpoints(),
            // Before single connections: its list lies where an id could.
            view.endpoints(new CurrentStates(copies.lanes::find)).endpoints(),
            new CommandEndpoints(
                    view::find,
                    new Retries(owned, rules, backlogs, context.clock()),
                    publisher,
                    topics.operationCommands(),
                    ids,
                    context.clock())
                .endpoints(),
            new ConnectionEndpoints(
                    copies.connections,
                    owned,
                    copies.lanes,
                    schemas,
                    rules,
                    context.sealer(),
                    context.clock())
                .endpoints(),
            new TspEndpoints(copies.adapters).endpoints(),
            new IdentityEndpoints(
                    owned, schemas, publisher, topics.operationCommands(), ids, context.clock())
                .endpoints(),
            writeEndpoints(
                new Submissions(owned, rules, schemas, ids, context.plan().partitions()),
                new RequestLog(topics.operationRequested(), publisher, backlogs, meters),
                translator),
            webhookEndpoints().endpoints(),
            new DeadLetterEndpoints(new DeadLetters(context.kafka(), topics)).endpoints(),
            new EventFeed(topics.operationEvents(), context.plan().partitions(), context.kafka())
                .endpoints())
        .flatMap(List::stream)
        .toList();
  }

  private List<Endpoint> writeEndpoints(
      Submissions submissions, RequestLog log, Translator translator) {
    IdentityTopic identities =
        new IdentityTopic(topics.resourceIdentity(), context.plan().partitions(), context.kafka());
    SubmissionEndpoints single =
        new SubmissionEndpoints(
            submissions,
            log,
            new SyncWrites(view::find, copies.lanes),
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

  private WebhookEndpoints webhookEndpoints() {
    return new WebhookEndpoints(
        copies.webhooks,
        copies.replays,
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
}
