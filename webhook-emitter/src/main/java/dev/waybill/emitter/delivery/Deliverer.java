package dev.waybill.emitter.delivery;

import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.emitter.event.EventHeader;
import dev.waybill.emitter.event.EventStore;
import dev.waybill.emitter.event.TooManyReadsException;
import dev.waybill.emitter.sending.SigningKey;
import dev.waybill.emitter.sending.Verdict;
import dev.waybill.emitter.sending.Verdicts;
import dev.waybill.emitter.sending.WebhookCall;
import dev.waybill.emitter.sending.WebhookReply;
import dev.waybill.emitter.sending.WebhookSender;
import dev.waybill.lane.core.Outcome;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.WebhookEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt of a delivery: reads the event, signs and sends it, judges the answer.
 * Thread-safe; blocks the calling thread.
 *
 * <p>The body is the event as it lies in Kafka, byte for byte. What is our own trouble (Kafka does
 * not answer, a secret cannot be opened) rests the lane for a moment and costs the subscriber none
 * of the attempts.
 */
final class Deliverer {
  private static final Logger log = LoggerFactory.getLogger(Deliverer.class);

  /** Else it would come back at once, as often as Kafka can carry it, until the reads are done. */
  private static final Duration PUT_OFF_REST = Duration.ofMillis(100);

  private static final Duration OWN_TROUBLE_REST = Duration.ofSeconds(5);

  private final EventStore events;
  private final SigningKeys keys;
  private final OwnHeaders headers;
  private final WebhookSender sender;
  private final InstantSource clock;

  Deliverer(EventStore events, SecretOpener secrets, WebhookSender sender, InstantSource clock) {
    this.events = events;
    this.keys = new SigningKeys(secrets);
    this.headers = new OwnHeaders(secrets);
    this.sender = sender;
    this.clock = clock;
  }

  /**
   * Makes the attempt.
   *
   * @param attempt the number of the dispatch, from 1
   * @throws InterruptedException if the thread is interrupted; whether it was delivered is unknown
   */
  DeliveryResult deliver(DeliveryJob job, int attempt) throws InterruptedException {
    DeliveryRequest delivery = job.delivery();
    byte[] body;
    try {
      body = events.read(delivery.endpointId(), delivery.partition(), delivery.offset());
    } catch (TooManyReadsException e) {
      return putOff(attempt, "too many events are being read for the endpoint");
    } catch (IOException e) {
      log.warn("event not readable: delivery={} reason={}", delivery.id(), e.getMessage());
      return ownTrouble(attempt, "the event could not be read");
    }
    if (!isTheEventOf(job, body)) {
      return refused(attempt, "the event is no longer kept");
    }
    WebhookEndpoint endpoint = job.endpoint();
    URI url;
    SecretContext context;
    try {
      url = URI.create(endpoint.url());
      context = SecretContext.webhook(endpoint.partnerId(), endpoint.id(), Endpoints.origin(url));
    } catch (IllegalArgumentException e) {
      return refused(attempt, "the endpoint's URL cannot be called");
    }
    List<SigningKey> signing = keys.of(endpoint, context, clock.instant());
    Optional<Map<String, String>> own = headers.of(endpoint, context);
    if (signing.isEmpty() || own.isEmpty()) {
      return ownTrouble(attempt, "the delivery could not be signed");
    }
    WebhookCall call =
        new WebhookCall(
            url,
            delivery.eventId().toString(),
            delivery.eventType(),
            number(job, attempt),
            body,
            own.get(),
            signing,
            Duration.ofMillis(endpoint.timeoutMs()));
    WebhookReply reply = sender.send(call);
    return reply instanceof WebhookReply.Failed failed && failed.cause() == WebhookReply.Cause.BUSY
        ? ownTrouble(attempt, failed.cause().text())
        : judged(job, attempt, reply);
  }

  /** Which attempt this is of those that count. */
  private static int number(DeliveryJob job, int dispatch) {
    Integer number = job.attempt();
    return number == null ? dispatch : number;
  }

  /**
   * A reference may be stale or forged: whatever lies there goes to nobody but the partner whose it
   * is.
   */
  private static boolean isTheEventOf(DeliveryJob job, byte[] body) {
    try {
      EventHeader header = EventHeader.read(body);
      return header.id().equals(job.delivery().eventId())
          && header.data().partnerId().equals(job.endpoint().partnerId());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private DeliveryResult judged(DeliveryJob job, int attempt, WebhookReply reply) {
    Instant now = clock.instant();
    Verdict verdict = Verdicts.of(reply, now).after(job.refusals() == null ? 0 : job.refusals());
    Outcome outcome =
        switch (verdict.kind()) {
          case DELIVERED -> new Outcome.Succeeded();
          case RETRY, REFUSED -> retryable(verdict, Outcome.Kind.OTHER);
          case STRAINED -> retryable(verdict, Outcome.Kind.STRAINED);
          case THROTTLED -> retryable(verdict, Outcome.Kind.THROTTLED);
          case GIVEN_UP -> new Outcome.Rejected(verdict.reason(), true);
          case ABORTED -> new Outcome.Rejected(verdict.reason());
        };
    return new DeliveryResult(
        outcome,
        DeliveryNote.of(attempt, now, reply, verdict),
        tag(verdict, reply),
        verdict.nothingLeftFor());
  }

  private static Outcome retryable(Verdict verdict, Outcome.Kind kind) {
    return new Outcome.Retryable(verdict.reason(), verdict.retryAfter(), kind);
  }

  private static String tag(Verdict verdict, WebhookReply reply) {
    return switch (reply) {
      case WebhookReply.Failed failed -> failed.cause().code();
      case WebhookReply.Answered answered ->
          switch (verdict.kind()) {
            case DELIVERED -> "delivered";
            case THROTTLED -> "throttled";
            case ABORTED -> verdict.disables() ? "gone" : "aborted";
            case RETRY, STRAINED, REFUSED, GIVEN_UP -> answered.status() / 100 + "xx";
          };
    };
  }

  private DeliveryResult ownTrouble(int attempt, String error) {
    return new DeliveryResult(
        new Outcome.Retryable(error, OWN_TROUBLE_REST, Outcome.Kind.HELD),
        note(attempt, error),
        "own_trouble",
        Duration.ZERO);
  }

  /** Nobody was asked, and nobody need know: it comes again when its lane has had a short rest. */
  private DeliveryResult putOff(int attempt, String reason) {
    return new DeliveryResult(
        new Outcome.NotStarted(), note(attempt, reason), "put_off", PUT_OFF_REST);
  }

  private DeliveryResult refused(int attempt, String error) {
    return new DeliveryResult(
        new Outcome.Rejected(error), note(attempt, error), "refused", Duration.ZERO);
  }

  private DeliveryNote note(int attempt, String error) {
    return DeliveryNote.without(attempt, clock.instant(), error, 0);
  }
}
