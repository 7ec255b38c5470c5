package dev.waybill.bench.operations;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.Reconciliation;
import dev.waybill.tsp.TranslatedRequest;
import dev.waybill.tsp.Translation;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.tsp.TspAdapterProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An adapter that succeeds at once and calls nobody. */
public final class NoOpAdapterProvider implements TspAdapterProvider {
  static final String NAME = "no_op";

  /** Adapters are made by the service loader, so this is the only way to hand them something. */
  private static final AtomicReference<@Nullable Journal> JOURNAL = new AtomicReference<>();

  private static final Evidence OK = new Evidence(200, Map.of(), Duration.ZERO);

  /** For the service loader. */
  public NoOpAdapterProvider() {}

  /** Where calls are noted from now on. */
  static void noteIn(Journal journal) {
    JOURNAL.set(journal);
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public AdapterDescription describe() {
    return new AdapterDescription(
        NAME,
        "Nobody",
        List.of(
            new AdapterDescription.Capability(
                Resource.VEHICLE, OperationType.CREATE, true, true, List.of()),
            new AdapterDescription.Capability(
                Resource.VEHICLE, OperationType.UPDATE, true, true, List.of())),
        Json.mapper().createObjectNode(),
        List.of());
  }

  @Override
  public TspAdapter open(AdapterEnvironment environment) {
    return new NoOpAdapter();
  }

  private static final class NoOpAdapter implements TspAdapter {
    @Override
    public Translation translate(AdapterRequest request) {
      return new Translation.Translated(
          new TranslatedRequest("POST", URI.create("no-op:"), Map.of(), null, Set.of()), List.of());
    }

    @Override
    public boolean repeatable(AdapterRequest request) {
      return true;
    }

    @Override
    public AdapterOutcome execute(AdapterRequest request, CallContext context) {
      Journal journal = JOURNAL.get();
      if (journal != null) {
        journal.called(OperationLoad.number(request.idempotencyKey()));
      }
      String known = request.sourceId();
      return new AdapterOutcome.Succeeded(
          known == null ? "made-" + request.idempotencyKey() : known, OK);
    }

    @Override
    public Reconciliation reconcile(AdapterRequest request, CallContext context) {
      return new Reconciliation.NoEffect(OK);
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
