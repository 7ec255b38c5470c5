package dev.waybill.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose close was announced. The server alone goes on with them: the caller
 * would wait for an end that does not come, and what is left of a body that we did not want would
 * be taken for the next request.
 */
final class Closing {
  /** A caller that is still sending would lose the answer, so this much more is taken from it. */
  private static final int MOST_DRAINED = 1024 * 1024;

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(2);

  private Closing() {}

  /**
   * Announces the close where an answer leaves a body unread that may be long, or may not come: the
   * server would read it to an end that nobody has promised.
   */
  static void announceIfMuchIsLeft(ServerRequest request, ServerResponse response) {
    boolean left = request.content().hasEntity() && !request.content().consumed();
    boolean bounded = request.headers().contentLength().orElse(Long.MAX_VALUE) <= MOST_DRAINED;
    if (left && (!bounded || request.headers().contains(HeaderNames.EXPECT))) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  /**
   * Ends the connection after an answer that announced it.
   *
   * @param unread the body as far as it was read, if it was; it cannot be had from the request
   *     again
   * @throws CloseConnectionException which tells the server to
   */
  static void ifAnnounced(
      ServerRequest request, ServerResponse response, @Nullable InputStream unread) {
    if (!request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        && !response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      return;
    }
    boolean sending =
        request.headers().first(HeaderNames.EXPECT).isEmpty() || request.continueSent();
    if (sending && request.content().hasEntity() && !request.content().consumed()) {
      drainForAWhile(request, unread);
    }
    throw new CloseConnectionException("the answer was the last on this connection");
  }

  /** Its end may never come; when the connection is closed the reader ends, too. */
  private static void drainForAWhile(ServerRequest request, @Nullable InputStream unread) {
    try {
      Thread.ofVirtual().name("drain").start(() -> drain(request, unread)).join(LONGEST_DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(ServerRequest request, @Nullable InputStream unread) {
    try {
      (unread == null ? request.content().inputStream() : unread).skipNBytes(MOST_DRAINED);
    } catch (IOException | RuntimeException e) {
      // It had less, or is gone, or is no body any more: nothing more can be done for it.
    }
  }
}
