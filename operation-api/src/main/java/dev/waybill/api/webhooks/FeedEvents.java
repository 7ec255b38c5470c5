package dev.waybill.api.webhooks;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Which events the feed has, and whose they are. */
final class FeedEvents {
  private static final Set<String> TYPES =
      Set.of(
          EventTypes.CREATED,
          EventTypes.SUCCEEDED,
          EventTypes.FAILED,
          EventTypes.WEBHOOK_WARNED,
          EventTypes.WEBHOOK_DISABLED);

  private FeedEvents() {}

  /** What decides whose an event is. */
  private record Head(@Nullable String type, @Nullable Owner data) {
    private record Owner(@Nullable UUID partnerId) {}
  }

  /** The partner who gets an event; null if nobody does, or it is none. */
  static @Nullable UUID ownerOf(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      Head head = Json.read(value, Head.class);
      boolean isGiven = head != null && head.type() != null && TYPES.contains(head.type());
      return isGiven && head.data() != null ? head.data().partnerId() : null;
    } catch (JacksonException e) {
      return null; // told of where it is fanned out
    }
  }
}
