package dev.waybill.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes that no decent HTTP client would, one connection for each, and reads the answer. */
final class RawHttp {
  private final InetSocketAddress address;
  private final int limitMs;

  /**
   * Makes a client.
   *
   * @param limitMs how long the answer may keep silent
   */
  RawHttp(String url, int limitMs) {
    URI uri = URI.create(url);
    this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.limitMs = limitMs;
  }

  /**
   * Sends a request that asks for the connection to be closed.
   *
   * @throws IOException if no whole answer came in time
   */
  ApiAnswer send(byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, limitMs);
      socket.setSoTimeout(limitMs);
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // It may have answered before it had read all.
      }
      return parsed(socket.getInputStream().readAllBytes());
    }
  }

  private static ApiAnswer parsed(byte[] bytes) throws IOException {
    String head = new String(bytes, ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer but: " + head);
    }
    String[] lines = head.substring(0, end).split("\r\n", -1);
    Map<String, List<String>> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    boolean chunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
    InputStream rest = new ByteArrayInputStream(bytes, end + 4, bytes.length - end - 4);
    byte[] body = chunked ? unchunked(rest) : rest.readAllBytes();
    return new ApiAnswer(
        Integer.parseInt(lines[0].split(" ", 3)[1]), headers, new String(body, UTF_8));
  }

  private static byte[] unchunked(InputStream in) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      StringBuilder size = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the answer is cut off");
        }
        size.append((char) c);
      }
      int length = Integer.parseInt(size.toString().strip(), 16);
      if (length == 0) {
        return whole.toByteArray();
      }
      whole.write(in.readNBytes(length));
      in.skipNBytes(2);
    }
  }
}
