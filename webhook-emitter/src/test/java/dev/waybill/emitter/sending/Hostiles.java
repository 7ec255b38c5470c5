package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * Receivers that would hold up whoever calls them, one of each kind; each takes any number of
 * connections at once.
 */
final class Hostiles implements AutoCloseable {
  private static final int BUFFER_BYTES = 8_192;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  /**
   * A kind.
   *
   * @param lasts whether only the deadline ends an exchange with it
   * @param readsNothing whether it holds up the sending, if there is much to send
   */
  record Kind(String name, URI url, boolean lasts, boolean readsNothing) {}

  Hostiles() throws Exception {
    add(
        "drips a body",
        true,
        out -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
    add("drips a head", true, out -> drip(out, ""));
    add(
        "endless body",
        false,
        out -> endless(out, "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n", "x"));
    add(
        "endless headers",
        false,
        out -> endless(out, "HTTP/1.1 200 OK\r\n", "X-Filler: " + "y".repeat(1_000) + "\r\n"));
    add("endless line", false, out -> endless(out, "HTTP/1.1 200 OK\r\nX-Long: ", "z"));
    add("endless hints", false, out -> endless(out, "", "HTTP/1.1 103 Early Hints\r\n\r\n"));
    byte[] bomb = bomb();
    add(
        "gzip bomb",
        false,
        out -> {
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                      .formatted(bomb.length))
                  .getBytes(ISO_8859_1));
          out.write(bomb);
        });
    add("says nothing", true, out -> new CountDownLatch(1).await());
    add("closes", false, OutputStream::close);
    addReset("resets", "");
    addReset("resets in a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
    ServerSocket deaf = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
    deaf.setReceiveBufferSize(4_096);
    open.add(deaf);
    Thread.ofPlatform().daemon().start(() -> acceptAll(deaf));
    kinds.add(new Kind("reads nothing", url(deaf), true, true));
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(full);
    kinds.add(new Kind("accepts nothing", url(full), true, false));
  }

  private void add(String name, boolean lasts, RawReceiver.Answer answer) throws Exception {
    ServerSocket server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
    RawReceiver receiver = new RawReceiver(server, Hostiles::keepBuffersSmall, answer);
    open.add(receiver);
    kinds.add(new Kind(name, receiver.url("/"), lasts, false));
  }

  /**
   * Else hundreds that write without end would each fill megabytes of the kernel's before they are
   * first held up, and all that time burn the cores that the sender is to work with. Over a network
   * they burn their own.
   */
  private static void keepBuffersSmall(Socket socket) {
    try {
      socket.setSendBufferSize(BUFFER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI url(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
  }

  /** Takes connections, and nothing of what comes by them. */
  private void acceptAll(ServerSocket deaf) {
    try {
      while (true) {
        accepted.add(deaf.accept());
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  /** Ends by RST and not by FIN, after some bytes. */
  private void addReset(String name, String first) throws Exception {
    Map<OutputStream, Socket> sockets = new ConcurrentHashMap<>();
    ServerSocket server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
    RawReceiver receiver =
        new RawReceiver(
            server,
            socket -> sockets.put(output(socket), socket),
            out -> {
              out.write(first.getBytes(ISO_8859_1));
              out.flush();
              Socket socket = sockets.remove(out);
              socket.setSoLinger(true, 0);
              socket.close();
            });
    open.add(receiver);
    kinds.add(new Kind(name, receiver.url("/"), false, false));
  }

  private static OutputStream output(Socket socket) {
    try {
      return socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many kinds there are. */
  int kinds() {
    return kinds.size();
  }

  /** All of them, again and again. */
  Kind kind(int i) {
    return kinds.get(i % kinds.size());
  }

  private static void drip(OutputStream out, String head) throws Exception {
    out.write(head.getBytes(ISO_8859_1));
    while (true) {
      out.write('x');
      out.flush();
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void endless(OutputStream out, String head, String again) throws Exception {
    out.write(head.getBytes(ISO_8859_1));
    byte[] chunk = again.repeat(Math.max(1, BUFFER_BYTES / again.length())).getBytes(ISO_8859_1);
    while (true) {
      out.write(chunk);
    }
  }

  /** 64 MiB of nothing, in 64 KiB. */
  private static byte[] bomb() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] nothing = new byte[1024 * 1024];
      for (int i = 0; i < 64; i++) {
        gzip.write(nothing);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable receiver : open) {
      receiver.close();
    }
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
