package dev.waybill.emitter.delivery;

import dev.waybill.emitter.event.EventStore;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.emitter.sending.WebhookSender;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.lane.execution.AttemptContext;
import dev.waybill.lane.execution.AttemptExecutor;
import dev.waybill.lane.execution.AttemptOutcome;
import dev.waybill.runtime.secrets.SecretOpener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes the attempts of deliveries. A delivery may be repeated without harm, as its receiver knows
 * it by {@code webhook-id}: so nothing is recorded before a request. Thread-safe.
 */
public final class DeliveryExecutor implements AttemptExecutor {
  private static final byte[] NOTHING_TO_TELL = {};

  private final Deliverer deliverer;
  private final InstantSource clock;
  private final EmitterMeters meters;

  public DeliveryExecutor(
      EventStore events,
      SecretOpener secrets,
      WebhookSender sender,
      InstantSource clock,
      EmitterMeters meters) {
    this.deliverer = new Deliverer(events, secrets, sender, clock);
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public AttemptOutcome execute(AttemptContext context) throws InterruptedException {
    int attempt = context.attempt().attempt();
    DeliveryJob job = DeliveryJob.read(context.payload());
    Instant began = clock.instant();
    DeliveryResult result = deliverer.deliver(job, attempt);
    meters.attempt(result.tag(), Duration.ofMillis(result.note().durationMs()));
    if (result.outcome() instanceof Outcome.NotStarted) {
      return new AttemptOutcome(
          result.outcome(), NOTHING_TO_TELL, result.nothingLeftFor(), result.took());
    }
    // What is brought once more is late because somebody asked for it late.
    if (attempt == 1 && job.delivery().replayId() == null) {
      meters.firstAttempt(Duration.between(job.delivery().eventAt(), began));
    }
    DeliveryNote note = result.note().toldAs(job.attempt());
    return new AttemptOutcome(
        result.outcome(), note.write(), result.nothingLeftFor(), result.took());
  }

  @Override
  public AttemptOutcome unanswered(AttemptContext context, String reason) {
    meters.attempt("unanswered", Duration.ofMillis(context.attempt().callTimeoutMs()));
    DeliveryNote note =
        DeliveryNote.without(
            context.attempt().attempt(),
            clock.instant(),
            "the attempt did not end in time",
            context.attempt().callTimeoutMs());
    return new AttemptOutcome(new Outcome.Unknown(reason, Recourse.REPEAT), note.write());
  }
}
