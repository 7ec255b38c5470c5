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
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** An adapter that succeeds at once and calls nobody. */
public final class NoOpAdapterProvider implements TspAdapterProvider {
  static final String NAME = "no_op";

  /** Adapters are made by the service loader, so this is the only way to hand them something. */
  private static final AtomicReference<@Nullable IntConsumer> CALLS = new AtomicReference<>();

  private static final AtomicReference<Duration> CALL = new AtomicReference<>(Duration.ZERO);

  private static final Evidence OK = new Evidence(200, Map.of(), Duration.ZERO);

  /** For the service loader. */
  public NoOpAdapterProvider() {}

  /** Where calls are noted from now on, by the numbers of their operations. */
  static void noteIn(IntConsumer calls) {
    CALLS.set(calls);
  }

  /** How long calls take from now on; no time at all unless told. */
  static void callsTake(Duration time) {
    CALL.set(time);
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
      IntConsumer calls = CALLS.get();
      if (calls != null) {
        calls.accept(OperationLoad.number(request.idempotencyKey()));
      }
      pause(CALL.get());
      String known = request.sourceId();
      return new AdapterOutcome.Succeeded(
          known == null ? "made-" + request.idempotencyKey() : known, OK);
    }

    private static void pause(Duration time) {
      if (time.isPositive()) {
        try {
          Thread.sleep(time);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
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
