package dev.waybill.emitter.event;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/** The few fields of an event that decide who gets it; the rest stays bytes. */
public record EventHeader(UUID id, String type, Instant timestamp, Subject data) {
  /** Events are read twice each, at fan-out and at delivery: a reader that is made once. */
  private static final ObjectReader READER = Json.mapper().readerFor(EventHeader.class);

  public EventHeader {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(data, "data");
    if (!isOfEndpoint(type)) {
      Objects.requireNonNull(data.connectionId(), "data.connection_id");
      Objects.requireNonNull(data.resource(), "data.resource");
    }
  }

  /** Whether it tells of a webhook endpoint rather than of an operation. */
  public boolean isOfEndpoint() {
    return isOfEndpoint(type);
  }

  /** Whether events of a type tell of webhook endpoints. */
  public static boolean isOfEndpoint(String type) {
    return type.startsWith("webhook.");
  }

  /**
   * Reads the fields of an event.
   *
   * @throws IllegalArgumentException if the bytes are not an event; the message says why
   */
  public static EventHeader read(byte @Nullable [] event) {
    if (event == null) {
      throw new IllegalArgumentException("it has no value");
    }
    EventHeader header;
    try {
      header = READER.readValue(event);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not an event: " + Json.complaint(e), e);
    }
    if (header == null) { // which is how JSON null is read
      throw new IllegalArgumentException("it is not an event but JSON null");
    }
    return header;
  }

  /**
   * The operation, or the endpoint, that the event is about.
   *
   * @param connectionId null of an endpoint, as what follows
   */
  public record Subject(
      UUID id,
      UUID partnerId,
      @Nullable UUID connectionId,
      @Nullable String fleetRef,
      @Nullable Resource resource,
      @Nullable Boolean isSync) {
    public Subject {
      Objects.requireNonNull(id, "data.id");
      Objects.requireNonNull(partnerId, "data.partner_id");
    }
  }
}
