package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A request whose body comes a byte at a time, on a connection of its own. For one thread. */
final class Dripping implements AutoCloseable {
  private static final int LENGTH = 10_000;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int DRIP_MS = 50;
  private static final String GO_ON = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;

  /** Returns once the server reads the body. */
  Dripping(URI uri, String token) {
    try {
      socket = new Socket(uri.getHost(), uri.getPort());
      socket.setSoTimeout((int) LIMIT.toMillis());
      out = socket.getOutputStream();
      in = socket.getInputStream();
      out.write(
          """
          POST %s HTTP/1.1
          Host: %s:%d
          Authorization: Bearer %s
          Content-Type: application/json
          Content-Length: %d
          Expect: 100-continue

          """
              .formatted(uri.getPath(), uri.getHost(), uri.getPort(), token, LENGTH)
              .replace("\n", "\r\n")
              .getBytes(UTF_8));
      out.flush();
      assertThat(new String(in.readNBytes(GO_ON.length()), UTF_8)).isEqualTo(GO_ON);
      socket.setSoTimeout(DRIP_MS);
      out.write('{');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes on until there is an answer, which is a problem. */
  String drip() {
    StringBuilder answer = new StringBuilder();
    Awaitility.await("an end")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          if (answer.isEmpty()) {
            out.write(' ');
            out.flush();
          }
          read(answer);
          return answer.indexOf("}") > 0;
        });
    return answer.toString();
  }

  private void read(StringBuilder answer) throws IOException {
    byte[] piece = new byte[4_096];
    try {
      int count = in.read(piece);
      answer.append(new String(piece, 0, Math.max(0, count), UTF_8));
    } catch (SocketTimeoutException e) {
      // Nothing yet.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
