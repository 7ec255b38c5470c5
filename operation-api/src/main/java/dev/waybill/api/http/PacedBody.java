package dev.waybill.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Reads a body that has to come at a pace: who sends a byte now and then holds a place that others
 * wait for. A chunk counts once it is whole, for the server gives it out no earlier.
 */
final class PacedBody {
  static final int BYTES_PER_SECOND = 64 * 1024;

  private static final int PIECE = 16 * 1024;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LongSupplier nanos;
  private final Duration headStart;
  private final BodyWatch watch;

  /**
   * Makes a reader.
   *
   * @param nanos a clock that never goes back, {@link System#nanoTime()}
   * @param headStart how much longer a body may take: bad networks stand still now and then
   * @param watch ends reads that wait for longer
   */
  PacedBody(LongSupplier nanos, Duration headStart, BodyWatch watch) {
    this.nanos = nanos;
    this.headStart = headStart;
    this.watch = watch;
  }

  /**
   * Reads to the end, or as many bytes.
   *
   * @param coming told of each piece before it is kept; may refuse it
   * @throws SocketTimeoutException if the body comes too slowly; its connection is of no more use
   * @throws IOException if it breaks off
   */
  byte[] read(InputStream in, int most, IntConsumer coming) throws IOException {
    long begun = nanos.getAsLong();
    try (BodyWatch.Watched watched = watch.begin(begun + headStart.toNanos())) {
      try {
        return read(in, most, coming, begun, watched);
      } catch (IOException | RuntimeException e) {
        if (watched.expired()) {
          throw tooSlow();
        }
        throw e;
      }
    }
  }

  private byte[] read(
      InputStream in, int most, IntConsumer coming, long begun, BodyWatch.Watched watched)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[Math.min(PIECE, most)];
    while (body.size() < most) {
      int count = in.read(piece, 0, Math.min(piece.length, most - body.size()));
      if (count < 0) {
        break;
      }
      coming.accept(count);
      body.write(piece, 0, count);
      long allowed = headStart.toNanos() + body.size() * NANOS_PER_SECOND / BYTES_PER_SECOND;
      if (nanos.getAsLong() - begun > allowed) {
        throw tooSlow();
      }
      watched.extend(begun + allowed);
    }
    return body.toByteArray();
  }

  private static SocketTimeoutException tooSlow() {
    return new SocketTimeoutException("the body comes too slowly");
  }
}
