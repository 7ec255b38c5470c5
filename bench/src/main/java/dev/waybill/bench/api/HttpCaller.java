package dev.waybill.bench.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 over one kept connection, with next to nothing of its own: what a caller costs is taken
 * from the same two cores as what is measured. Not thread-safe.
 */
final class HttpCaller implements AutoCloseable {
  private static final int TIMEOUT_MS = 90_000;
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private byte[] buffer = new byte[16 * 1024];
  private int filled;

  HttpCaller(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    in = socket.getInputStream();
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Reply(int status, byte[] body) {
    String text() {
      return new String(body, UTF_8);
    }
  }

  /** A request as it goes over the wire. */
  static byte[] request(
      URI server, String method, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(server.getHost()).append(':').append(server.getPort());
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** Sends a request and waits for its answer. */
  Reply call(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int headEnd = -1;
    while (headEnd < 0) {
      int before = Math.max(0, filled - END_OF_HEAD.length);
      fill();
      headEnd = endOfHead(before);
    }
    String head = new String(buffer, 0, headEnd, ISO_8859_1);
    int length = length(head);
    int end = headEnd + length;
    while (filled < end) {
      fill();
    }
    byte[] body = Arrays.copyOfRange(buffer, headEnd, end);
    System.arraycopy(buffer, end, buffer, 0, filled - end);
    filled -= end;
    return new Reply(Integer.parseInt(head, 9, 12, 10), body);
  }

  private void fill() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    filled += read;
  }

  private int endOfHead(int from) {
    for (int i = from; i <= filled - END_OF_HEAD.length; i++) {
      if (Arrays.equals(buffer, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        return i + END_OF_HEAD.length;
      }
    }
    return -1;
  }

  private static int length(String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf(LENGTH);
    if (at < 0) {
      throw new IOException("an answer without a length: " + head);
    }
    return Integer.parseInt(lower.substring(at + LENGTH.length(), lower.indexOf('\r', at)).strip());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
