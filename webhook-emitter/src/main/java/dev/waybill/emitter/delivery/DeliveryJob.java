package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The value of a record on {@code webhook.dispatched}: all that an executor needs beside the event,
 * which it reads itself. The endpoint is as it was at the dispatch, its secrets still encrypted.
 *
 * @param v version of this shape
 * @param attempt what the receiver is told: one more than the attempts that counted before, so
 *     neither dispatches that were never started nor those that it asked to be spared; null in jobs
 *     of before
 * @param refusals how often in a row it was refused just before; null: not that anybody knows
 */
record DeliveryJob(
    int v,
    DeliveryRequest delivery,
    WebhookEndpoint endpoint,
    @Nullable Integer attempt,
    @Nullable Integer refusals) {
  private static final int VERSION = 1;

  /** Writes a job from what is JSON already: nothing is read and written again per dispatch. */
  static byte[] write(byte[] delivery, byte[] endpoint, int attempt, int refusals) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(delivery.length + endpoint.length + 80);
    out.writeBytes(("{\"v\":" + VERSION + ",\"delivery\":").getBytes(US_ASCII));
    out.writeBytes(delivery);
    out.writeBytes(",\"endpoint\":".getBytes(US_ASCII));
    out.writeBytes(endpoint);
    out.writeBytes((",\"attempt\":" + attempt).getBytes(US_ASCII));
    if (refusals > 0) {
      out.writeBytes((",\"refusals\":" + refusals).getBytes(US_ASCII));
    }
    out.write('}');
    return out.toByteArray();
  }

  /**
   * Reads a job.
   *
   * @throws IllegalArgumentException if it is not one
   */
  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  static DeliveryJob read(byte[] value) {
    try {
      DeliveryJob job = Json.read(value, DeliveryJob.class);
      if (job == null || job.v() != VERSION || job.delivery() == null || job.endpoint() == null) {
        throw new IllegalArgumentException("not a delivery job of version " + VERSION);
      }
      return job;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a delivery job", e);
    }
  }
}
