package dev.waybill.api.view;

import dev.waybill.api.http.RefusedException;
import dev.waybill.api.peers.PeerAnswer;
import dev.waybill.api.peers.PeerClient;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the view of another instance. Thread-safe. */
final class PeerView implements ViewParts {
  private static final Logger log = LoggerFactory.getLogger(PeerView.class);
  private static final String FIND = "view-find";
  private static final String ASKED = "view-asked";

  /** Of another name than before: then a walk brought what other versions cannot read. */
  private static final String LIST = "view-places";

  /** For what costs a few milliseconds; then its owner is as good as gone. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final PeerClient client;
  private final URI address;
  private final Duration patience;

  /**
   * Makes it.
   *
   * @param patience how long the other waits for its view to catch up
   */
  PeerView(PeerClient client, URI address, Duration patience) {
    this.client = client;
    this.address = address;
    this.patience = patience;
  }

  private record Found(@Nullable Operation operation) {}

  private record FoundAsked(@Nullable AskedOperation asked) {}

  /** How questions of others are answered here. */
  static Map<String, UnaryOperator<byte[]>> handlers(ViewParts here) {
    return Map.of(
        FIND,
        body -> Json.write(new Found(here.find(Json.read(body, Find.class)).orElse(null))),
        ASKED,
        body -> Json.write(new FoundAsked(here.asked(Json.read(body, Asked.class)).orElse(null))),
        LIST,
        body -> Json.write(here.list(Json.read(body, Listing.class))));
  }

  @Override
  public Optional<Operation> find(Find question) {
    Duration limit = LIMIT.plusMillis(question.waitMs());
    Duration patient = question.patient() ? limit.plus(patience) : limit;
    return Optional.ofNullable(ask(FIND, question, Found.class, patient).operation());
  }

  @Override
  public Optional<AskedOperation> asked(Asked question) {
    Duration limit = question.awaited() == null ? LIMIT : LIMIT.plus(patience);
    return Optional.ofNullable(ask(ASKED, question, FoundAsked.class, limit).asked());
  }

  @Override
  public ListPart list(Listing question) {
    return ask(LIST, question, ListPart.class, LIMIT);
  }

  /**
   * Asks.
   *
   * @throws RefusedException 503 if there is no answer
   */
  private <T> T ask(String name, Object question, Class<T> type, Duration limit) {
    return switch (client.ask(address, name, Json.write(question), limit)) {
      case PeerAnswer.Answered(byte[] body) -> Json.read(body, type);
      case PeerAnswer.Unavailable(String reason) -> {
        log.debug("another instance did not answer: address={} reason={}", address, reason);
        throw ViewStores.unavailable();
      }
    };
  }
}
