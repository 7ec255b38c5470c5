package dev.waybill.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final String LOOPBACK = "127.0.0.1";

  /** More than one write of the server, less than what waits for no acknowledgement. */
  private static final int BODY = 12_000;

  private static final int ANSWERS = 60;

  /** What a receiver's kernel waits for before it acknowledges is 40 ms and more. */
  private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(30);

  /** An answer of several writes used to wait for the receiver to acknowledge the first of them. */
  @Test
  void anAnswerDoesNotWaitForTheAcknowledgementOfItsBeginning() throws Exception {
    byte[] body = new byte[BODY];
    long[] nanos = new long[ANSWERS];
    try (HttpServer server =
            HttpServer.start(
                LOOPBACK,
                0,
                routes -> routes.get("/", (request, response) -> response.send(body)));
        Socket socket = new Socket(InetAddress.getByName(LOOPBACK), server.port())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < ANSWERS; i++) {
        long began = System.nanoTime();
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
        skipHead(in);
        in.skipNBytes(BODY);
        nanos[i] = System.nanoTime() - began;
      }
    }
    // The first are acknowledged at once, and on a busy machine any may take longer for itself.
    long quickest = Arrays.stream(nanos).skip(ANSWERS / 2).min().orElseThrow();
    assertThat(Duration.ofNanos(quickest)).isLessThan(ACKNOWLEDGEMENT);
  }

  private static void skipHead(InputStream in) throws IOException {
    int ends = 0;
    while (ends < 2) {
      int next = in.read();
      assertThat(next).as("the server goes on").isNotNegative();
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
  }
}
