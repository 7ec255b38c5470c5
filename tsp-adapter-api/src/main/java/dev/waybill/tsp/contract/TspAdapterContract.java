package dev.waybill.tsp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waybill.schemas.Json;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.AdapterOutcome.Retryable;
import dev.waybill.tsp.AdapterOutcome.Succeeded;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.AddressResolver;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.Reconciliation;
import dev.waybill.tsp.RetryReason;
import dev.waybill.tsp.Translation;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.tsp.TspAdapterProvider;
import dev.waybill.tsp.contract.TspControl.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter has to do. Extend it, and give it the adapter and its TSP. */
public abstract class TspAdapterContract {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration GRACE = Duration.ofMillis(600);

  private @Nullable TspAdapter opened;

  /** For subclasses. */
  protected TspAdapterContract() {}

  /** The adapter's name. */
  protected abstract String sourceName();

  /** An environment whose resolver allows the TSP's address. */
  protected abstract AdapterEnvironment environment();

  /** Makes the TSP misbehave. */
  protected abstract TspControl tsp();

  /** A valid request that creates something, with a fresh idempotency key. */
  protected abstract AdapterRequest create();

  /** A valid request that updates what {@link #create} created, with a fresh key. */
  protected abstract AdapterRequest update(String sourceId);

  /** The text of a secret that all requests' credentials hold. */
  protected abstract String secret();

  /** A valid request to an address of this machine where nothing listens. */
  protected abstract AdapterRequest createWhereNothingListens();

  @BeforeEach
  final void openAdapter() {
    opened = provider().open(environment());
  }

  @AfterEach
  final void closeAdapter() {
    adapter().close();
  }

  /** Found as the worker finds it. */
  @Test
  public void describesItselfWithoutContradiction() {
    AdapterDescription description = provider().describe();
    assertThat(description.sourceName()).isEqualTo(sourceName()).matches("[a-z][a-z0-9_]*");
    AdapterRequest create = create();
    assertThat(description.capability(create.resource(), create.operationType())).isPresent();
    for (AdapterDescription.Capability capability : description.capabilities()) {
      Set<String> names = new HashSet<>();
      assertThat(capability.fields()).allMatch(field -> names.add(field.name()));
    }
    assertThat(Json.read(Json.write(description), AdapterDescription.class)).isEqualTo(description);
  }

  /** The main job. */
  @Test
  public void createsAndUpdates() {
    String sourceId = created(execute(create(), PLENTY)).sourceId();
    Succeeded updated = created(execute(update(sourceId), PLENTY));
    assertThat(updated.sourceId()).isEqualTo(sourceId);
    assertThat(updated.evidence().statusCode()).isBetween(200, 299);
    assertThat(updated.evidence().duration()).isPositive();
  }

  /** Where the adapter says that a repeat is safe, it is. */
  @Test
  public void repeatsWithTheSameKeyWithoutCreatingTwice() {
    AdapterRequest create = create();
    assumeThat(adapter().repeatable(create)).isTrue();
    String first = created(execute(create, PLENTY)).sourceId();
    assertThat(created(execute(create, PLENTY)).sourceId()).isEqualTo(first);
  }

  /** Credentials are in the request that is sent, and nowhere else. */
  @Test
  public void showsNoSecret() {
    AdapterRequest create = create();
    Translation translation = adapter().translate(create);
    assertThat(translation).isInstanceOf(Translation.Translated.class);
    Translation.Translated translated = (Translation.Translated) translation;
    assertThat(translated.toString()).doesNotContain(secret());
    assertThat(new String(Json.write(translated.request().masked()), StandardCharsets.UTF_8))
        .doesNotContain(secret());
    assertThat(create.toString() + create.connection()).doesNotContain(secret());
    for (Fault fault : Fault.values()) {
      tsp().spoilNextCall(fault);
      assertThat(execute(create, SHORT).toString()).doesNotContain(secret());
    }
  }

  /** Wrong data is final. */
  @Test
  public void saysRejectedWhenTheTspRefusesTheData() {
    AdapterOutcome outcome = spoiled(Fault.REJECT);
    assertThat(outcome).isInstanceOf(AdapterOutcome.Rejected.class);
    assertThat(((AdapterOutcome.Rejected) outcome).code()).matches("[a-z][a-z0-9_]*");
  }

  /** A limit slows the whole connection down, for as long as the TSP asked. */
  @Test
  public void saysForHowLongItIsThrottled() {
    Retryable outcome = retryable(spoiled(Fault.THROTTLE));
    assertThat(outcome.reason()).isEqualTo(RetryReason.THROTTLED);
    assertThat(outcome.retryAfter()).isNotNull().isPositive();
  }

  /** What was answered did not happen. */
  @Test
  public void saysRetryableWhenTheTspAnswersThatItFailed() {
    assertThat(retryable(spoiled(Fault.UNAVAILABLE)).reason()).isEqualTo(RetryReason.UNAVAILABLE);
    assertThat(retryable(spoiled(Fault.SERVER_ERROR)).reason()).isEqualTo(RetryReason.TSP_ERROR);
  }

  /** Bad credentials are the connection's trouble, not the operation's. */
  @Test
  public void saysUnauthorizedWhenTheCredentialsAreRefused() {
    assertThat(spoiled(Fault.UNAUTHORIZED)).isInstanceOf(AdapterOutcome.Unauthorized.class);
  }

  /** What was sent and not answered may have happened. */
  @Test
  public void saysUnknownWhenTheConnectionEndsWithoutAnAnswer() {
    assertThat(spoiled(Fault.RESET)).isInstanceOf(AdapterOutcome.Unknown.class);
    assertThat(spoiled(Fault.DROP_RESPONSE)).isInstanceOf(AdapterOutcome.Unknown.class);
  }

  /** The deadline is hard. */
  @Test
  public void saysUnknownByTheDeadlineWhenTheTspHangs() {
    tsp().spoilNextCall(Fault.HANG);
    long started = System.nanoTime();
    AdapterOutcome outcome = execute(create(), SHORT);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SHORT.plus(GRACE));
    assertThat(outcome).isInstanceOf(AdapterOutcome.Unknown.class);
  }

  /** What was never sent did not happen. */
  @Test
  public void saysRetryableWhenNothingListens() {
    Retryable outcome = retryable(execute(createWhereNothingListens(), PLENTY));
    assertThat(outcome.reason()).isEqualTo(RetryReason.NETWORK);
    assertThat(outcome.evidence().statusCode()).isNull();
  }

  /** No call without time for it. */
  @Test
  public void startsNothingWhenNoTimeIsLeft() {
    assertThat(execute(create(), Duration.ZERO)).isInstanceOf(AdapterOutcome.NotStarted.class);
  }

  /** Calls go through the resolver that the process gave. */
  @Test
  public void callsNoForbiddenAddress() {
    AdapterEnvironment given = environment();
    AddressResolver none = host -> new AddressResolver.Resolution.Forbidden("not this one");
    AdapterEnvironment closed =
        new AdapterEnvironment(given.configuration(), none, given.userAgent());
    try (TspAdapter guarded = provider().open(closed)) {
      assertThat(guarded.execute(create(), CallContext.within(PLENTY)))
          .isInstanceOf(AdapterOutcome.Rejected.class);
    }
  }

  /** A name that cannot be resolved now may be later. */
  @Test
  public void saysRetryableWhenTheNameHasNoAddress() {
    AdapterEnvironment given = environment();
    AdapterEnvironment lost =
        new AdapterEnvironment(
            given.configuration(), AddressResolver.Resolution.Unresolved::new, given.userAgent());
    try (TspAdapter offline = provider().open(lost)) {
      assertThat(retryable(offline.execute(create(), CallContext.within(PLENTY))).reason())
          .isEqualTo(RetryReason.NETWORK);
    }
  }

  /** An executor that stops does not wait for a TSP. */
  @Test
  public void endsAtOnceWhenInterrupted() throws InterruptedException {
    tsp().spoilNextCall(Fault.HANG);
    AdapterRequest create = create();
    AtomicReference<AdapterOutcome> outcome = new AtomicReference<>();
    Thread call = Thread.ofVirtual().start(() -> outcome.set(execute(create, PLENTY)));
    assertThat(call.join(SHORT)).isFalse();
    call.interrupt();
    assertThat(call.join(GRACE)).isTrue();
    assertThat(outcome.get()).isInstanceOf(AdapterOutcome.Unknown.class);
  }

  /** Where the adapter can ask, the answer is right. */
  @Test
  public void tellsWhetherAnUnansweredCallTookEffect() {
    AdapterRequest create = create();
    assumeThat(provider().describe().capability(create.resource(), create.operationType()))
        .hasValueSatisfying(capability -> assumeThat(capability.reconcilable()).isTrue());
    tsp().spoilNextCall(Fault.RESET);
    execute(create, PLENTY);
    assertThat(reconcile(create)).isInstanceOf(Reconciliation.NoEffect.class);

    tsp().spoilNextCall(Fault.DROP_RESPONSE);
    execute(create, PLENTY);
    assertThat(reconcile(create)).isInstanceOf(Reconciliation.TookEffect.class);

    tsp().spoilNextCall(Fault.UNAVAILABLE);
    assertThat(reconcile(create)).isInstanceOf(Reconciliation.NotAnswered.class);
  }

  /** An update's trouble is the same as a create's, with the id known. */
  @Test
  public void saysRejectedWhenTheResourceIsNotKnown() {
    assertThat(execute(update("no-such-" + UUID.randomUUID()), PLENTY))
        .isInstanceOf(AdapterOutcome.Rejected.class);
  }

  private TspAdapterProvider provider() {
    return ServiceLoader.load(TspAdapterProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.sourceName().equals(sourceName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no provider named " + sourceName() + " is found"));
  }

  private TspAdapter adapter() {
    return Objects.requireNonNull(opened, "opened before each test");
  }

  private AdapterOutcome spoiled(Fault fault) {
    tsp().spoilNextCall(fault);
    return execute(create(), PLENTY);
  }

  private AdapterOutcome execute(AdapterRequest request, Duration budget) {
    return adapter().execute(request, CallContext.within(budget));
  }

  private Reconciliation reconcile(AdapterRequest request) {
    return adapter().reconcile(request, CallContext.within(PLENTY));
  }

  private static Succeeded created(AdapterOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return (Succeeded) outcome;
  }

  private static Retryable retryable(AdapterOutcome outcome) {
    assertThat(outcome).isInstanceOf(Retryable.class);
    return (Retryable) outcome;
  }
}
