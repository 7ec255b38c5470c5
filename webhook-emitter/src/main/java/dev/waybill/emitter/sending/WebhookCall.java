package dev.waybill.emitter.sending;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One webhook to be sent once.
 *
 * @param url where to
 * @param eventId the {@code webhook-id}, the same in every repeat
 * @param eventType the {@code webhook-event}
 * @param attempt the {@code webhook-attempt}, from 1
 * @param body sent as it is, and signed as it is; not empty, not changed by anybody
 * @param headers the subscriber's own; reserved or malformed ones are left out
 * @param keys each gives a signature; at least one
 * @param timeout over the whole exchange, from the look-up of the name to the last byte of the
 *     answer
 */
@SuppressWarnings("ArrayRecordComponent") // up to 256 KiB, on its way from a cache to a socket
public record WebhookCall(
    URI url,
    String eventId,
    String eventType,
    int attempt,
    byte[] body,
    Map<String, String> headers,
    List<SigningKey> keys,
    Duration timeout) {
  public WebhookCall {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(eventType, "eventType");
    headers = Map.copyOf(headers);
    keys = List.copyOf(keys);
    if (keys.isEmpty() || body.length == 0 || attempt < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "a webhook has a key, a body, an attempt from 1 and a positive timeout");
    }
  }

  /** Neither the body nor the subscriber's headers, which may be secrets. */
  @Override
  public String toString() {
    return "WebhookCall[event=" + eventId + ", attempt=" + attempt + "]";
  }
}
