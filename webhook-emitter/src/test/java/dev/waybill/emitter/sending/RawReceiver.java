package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A receiver that shows the very bytes that arrived, and answers with whatever bytes it is told.
 */
final class RawReceiver implements AutoCloseable {
  /** Writes an answer to a connection; may take its time. */
  interface Answer {
    void write(OutputStream out) throws Exception;
  }

  /** The four bytes that end a head. */
  private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private final ServerSocket server;
  private final Consumer<Socket> opened;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  RawReceiver(Answer answer) throws IOException {
    this(new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress()), socket -> {}, answer);
  }

  /**
   * A receiver on a listener.
   *
   * @param opened is given each connection before anything is read of it
   */
  RawReceiver(ServerSocket server, Consumer<Socket> opened, Answer answer) {
    this.server = server;
    this.opened = opened;
    Thread.ofPlatform().daemon().start(() -> accept(answer));
  }

  static RawReceiver answering(String answer) throws IOException {
    return new RawReceiver(out -> {
      out.write(answer.getBytes(ISO_8859_1));
      out.flush();
    });
  }

  URI url(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept(Answer answer) {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        // Not a virtual one: what some answers do would hold a carrier that the sender needs.
        Thread.ofPlatform().daemon().start(() -> serve(socket, answer));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void serve(Socket socket, Answer answer) {
    try (socket) {
      opened.accept(socket);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 2_048);
      while (true) {
        String request = readRequest(in);
        if (request.isEmpty()) {
          return;
        }
        requests.add(request);
        answer.write(socket.getOutputStream());
      }
    } catch (Exception e) {
      return; // the sender went away, which is what some tests want
    }
  }

  private static String readRequest(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0;
    while (last != END_OF_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      bytes.write(next);
      last = last << 8 | next;
    }
    String head = bytes.toString(ISO_8859_1);
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
    return head + new String(in.readNBytes(length), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
