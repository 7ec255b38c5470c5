package dev.waybill.worker.simulator;

import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.Reconciliation;
import dev.waybill.tsp.RetryReason;
import dev.waybill.tsp.TranslatedRequest;
import dev.waybill.tsp.Translation;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.worker.outbound.Exchange;
import dev.waybill.worker.outbound.TspHttp;
import tools.jackson.databind.JsonNode;

/** Calls the simulated TSP. */
final class SimulatorAdapter implements TspAdapter {
  private final SimulatorDialect dialect;
  private final TspHttp http;

  SimulatorAdapter(SimulatorDialect dialect, TspHttp http) {
    this.dialect = dialect;
    this.http = http;
  }

  @Override
  public Translation translate(AdapterRequest request) {
    return dialect.translate(request);
  }

  @Override
  public boolean repeatable(AdapterRequest request) {
    JsonNode setting = request.connection().settings().get(SimulatorAdapterProvider.IDEMPOTENT);
    return setting == null || setting.asBoolean(true);
  }

  @Override
  public AdapterOutcome execute(AdapterRequest request, CallContext context) {
    return switch (dialect.translate(request)) {
      case Translation.Translated translated ->
          SimulatorAnswers.outcome(http.send(translated.request(), context), request.sourceId());
      case Translation.Untranslatable untranslatable -> {
        var problem = untranslatable.problems().getFirst();
        yield new AdapterOutcome.Rejected(
            problem.code(),
            (problem.pointer() + " " + problem.message()).strip(),
            Evidence.unanswered(context.elapsed()));
      }
    };
  }

  @Override
  public Reconciliation reconcile(AdapterRequest request, CallContext context) {
    TranslatedRequest find = dialect.find(request);
    if (find == null) {
      return new Reconciliation.CannotTell("the connection's base_url is missing or wrong");
    }
    Exchange exchange = http.send(find, context);
    if (!(exchange instanceof Exchange.Answered answered) || answered.status() != 200) {
      return new Reconciliation.NotAnswered(SimulatorAnswers.outcome(exchange, null));
    }
    JsonNode found = answered.body().json().orElse(null);
    if (found == null || !found.path("items").isArray() || !answered.complete()) {
      return new Reconciliation.NotAnswered(unreadable(answered));
    }
    if (!found.path("items").isEmpty()) {
      String ref = found.path("items").get(0).path("ref").asString("");
      return ref.isBlank()
          ? new Reconciliation.NotAnswered(unreadable(answered))
          : new Reconciliation.TookEffect(new AdapterOutcome.Succeeded(ref, answered.evidence()));
    }
    if (found.path("pending").asInt(0) > 0) {
      return new Reconciliation.NotAnswered(
          new AdapterOutcome.Retryable(
              RetryReason.UNAVAILABLE,
              "the TSP is still at work on the call",
              null,
              answered.evidence()));
    }
    return new Reconciliation.NoEffect(answered.evidence());
  }

  @Override
  public void close() {
    http.close();
  }

  private static AdapterOutcome unreadable(Exchange.Answered answered) {
    return new AdapterOutcome.Retryable(
        RetryReason.TSP_ERROR, "the TSP's answer cannot be read", null, answered.evidence());
  }
}
