package dev.waybill.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads a body that has to come at a pace: who sends a byte now and then holds a place that others
 * wait for. Each read of the connection is bounded by the server; this bounds their sum.
 */
final class PacedBody {
  /** Bad networks stand still now and then. */
  static final Duration HEAD_START = Duration.ofSeconds(10);

  static final int BYTES_PER_SECOND = 64 * 1024;

  private static final int PIECE = 16 * 1024;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LongSupplier nanos;

  /**
   * Makes a reader.
   *
   * @param nanos a clock that never goes back, {@link System#nanoTime()}
   */
  PacedBody(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Reads to the end, or as many bytes.
   *
   * @throws IOException if the body comes too slowly; its connection is of no more use
   */
  byte[] read(InputStream in, int most) throws IOException {
    long begun = nanos.getAsLong();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[Math.min(PIECE, most)];
    while (body.size() < most) {
      int count = in.read(piece, 0, Math.min(piece.length, most - body.size()));
      if (count < 0) {
        break;
      }
      body.write(piece, 0, count);
      long allowed = HEAD_START.toNanos() + body.size() * NANOS_PER_SECOND / BYTES_PER_SECOND;
      if (nanos.getAsLong() - begun > allowed) {
        throw new IOException("the body comes too slowly");
      }
    }
    return body.toByteArray();
  }
}
