package dev.waybill.api.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.deadletters.DeadLetterChoice;
import dev.waybill.runtime.deadletters.DeadLetters;
import dev.waybill.runtime.deadletters.LetterPlace;
import dev.waybill.runtime.deadletters.Listing;
import dev.waybill.runtime.deadletters.Origin;
import dev.waybill.runtime.deadletters.Redrive;
import dev.waybill.runtime.deadletters.Standing;
import dev.waybill.schemas.Page;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * {@code /v2/ops/dead-letters}. Each call reads the topics of dead letters with clients of its own,
 * so that only a few go on at once. Thread-safe.
 */
public final class DeadLetterEndpoints {
  private static final String PATH = "/v2/ops/dead-letters";
  private static final int LISTS_AT_ONCE = 4;
  private static final long PATIENCE_S = 10;

  private final DeadLetters letters;
  private final Semaphore lists = new Semaphore(LISTS_AT_ONCE);

  /** Two at once would fence each other off. */
  private final Semaphore redrives = new Semaphore(1);

  public DeadLetterEndpoints(DeadLetters letters) {
    this.letters = letters;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", PATH, Scope.OPS_READ, this::list),
        new Endpoint("POST", PATH + "/{id}/redrive", Scope.OPS_WRITE, this::redrive));
  }

  /** Newest first; there is no way back, for what is newer than a page is found from the start. */
  private Answer list(Call call) {
    QueryParameters query = call.query("topic", "reason", IdPage.CURSOR, IdPage.SIZE);
    int size = query.integer(IdPage.SIZE, IdPage.DEFAULT_SIZE, 1, IdPage.MOST);
    LetterPlace before = query.text(IdPage.CURSOR).map(DeadLetterEndpoints::place).orElse(null);
    DeadLetterChoice choice =
        new DeadLetterChoice(
            Set.of(), query.text("topic").orElse(""), query.text("reason").orElse(""));
    Listing listing = alone(lists, () -> letters.list(choice, before, size));
    List<DeadLetterView> items =
        listing.letters().reversed().stream()
            .map(one -> DeadLetterView.of(one.letter(), one.standing(), one.letter().redrives()))
            .toList();
    String next =
        listing.older() == 0 ? null : text(LetterPlace.of(listing.letters().getFirst().letter()));
    return Answer.ok(new Page<>(items, next, null));
  }

  private Answer redrive(Call call) {
    boolean again = call.query("again").flag("again");
    Origin origin;
    try {
      origin = Origin.parse(call.path("id"));
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
    DeadLetterChoice choice = new DeadLetterChoice(Set.of(origin), "", "");
    Redrive redrive = alone(redrives, () -> letters.redrive(choice, again, 1));
    if (!redrive.stopped().isEmpty()) {
      throw RefusedException.retryLater(
          ProblemCode.NOT_ACKNOWLEDGED,
          redrive.stopped() + "; say it again, nothing is put back twice",
          5);
    }
    Redrive.Fate fate =
        redrive.fates().stream().findFirst().orElseThrow(DeadLetterEndpoints::unknown);
    if (!fate.putBack()) {
      throw refusal(fate.before());
    }
    return Answer.ok(DeadLetterView.of(fate.letter(), Standing.PUT_BACK, fate.redrives()));
  }

  private static RefusedException refusal(Standing standing) {
    return switch (standing) {
      case OPEN, PUT_BACK ->
          new RefusedException(
              ProblemCode.DEAD_LETTER_PUT_BACK, "again=true puts it back once more");
      case CUT ->
          new RefusedException(
              ProblemCode.DEAD_LETTER_KEPT,
              "only the beginning of the record was kept, for it is too large; write it anew");
      case NOT_TAKEN_BACK ->
          new RefusedException(
              ProblemCode.DEAD_LETTER_KEPT,
              "its topic takes no record back, for it would replace newer ones; write it anew");
    };
  }

  private static <T> T alone(Semaphore slots, Supplier<T> work) {
    if (!within(slots)) {
      throw RefusedException.retryLater(
          ProblemCode.BUSY, "others see to dead letters at the moment; try again", 2);
    }
    try {
      return work.get();
    } catch (KafkaException | StartupException e) {
      throw RefusedException.retryLater(
          ProblemCode.KAFKA_UNAVAILABLE,
          "the dead letters cannot be read (%s); try again".formatted(e.getClass().getSimpleName()),
          5);
    } finally {
      slots.release();
    }
  }

  private static boolean within(Semaphore slots) {
    try {
      return slots.tryAcquire(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static RefusedException unknown() {
    return new RefusedException(
        ProblemCode.DEAD_LETTER_NOT_FOUND,
        "there is no such letter; an id is topic:partition:offset, as the list has it");
  }

  private static String text(LetterPlace place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.toString().getBytes(UTF_8));
  }

  private static LetterPlace place(String cursor) {
    try {
      return LetterPlace.parse(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ProblemCode.INVALID_CURSOR, "use a cursor as it was answered, or none");
    }
  }
}
