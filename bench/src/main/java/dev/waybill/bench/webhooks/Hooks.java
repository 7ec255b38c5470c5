package dev.waybill.bench.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.bench.frame.MeasurementException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * All receivers: one thread, one port, told apart by their path. It reads a request, notes the
 * number of its event, and answers 204 after a while; or, under {@code /hang/}, never. It does as
 * little as it can, so that it is not what is measured.
 */
final class Hooks implements AutoCloseable {
  /** The path of receivers that answer; a number follows. */
  static final String OK = "/ok/";

  /** The path of receivers that never do. */
  static final String HANG = "/hang/";

  private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(US_ASCII);
  private static final byte[] HANGS = ("POST " + HANG).getBytes(US_ASCII);
  private static final int BUFFER = 16 << 10;
  private static final int BACKLOG = 1_024;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final long delayNanos;
  private final IntConsumer arrived;
  private final Deque<Due> due = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean stopping;

  private record Due(long at, Peer peer) {}

  private static final class Peer {
    final SocketChannel channel;
    final byte[] bytes = new byte[BUFFER];
    final ByteBuffer in = ByteBuffer.wrap(bytes);

    Peer(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Listens from now on.
   *
   * @param delayMillis from a request to its answer
   * @param arrived told the number of each event, at once; by one thread
   */
  Hooks(int delayMillis, IntConsumer arrived) {
    this.delayNanos = delayMillis * 1_000_000L;
    this.arrived = arrived;
    try {
      selector = Selector.open();
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("bench-receivers").start(this::run);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    try {
      while (!stopping) {
        Due first = due.peek();
        long wait = first == null ? 100_000_000L : first.at() - System.nanoTime();
        if (wait > 0) {
          selector.select(Math.max(1, wait / 1_000_000L));
        } else {
          selector.selectNow();
        }
        selector.selectedKeys().forEach(this::take);
        selector.selectedKeys().clear();
        answerWhatIsDue();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the receivers broke down", e);
    }
  }

  private void take(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = server.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.socket().setTcpNoDelay(true);
          channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
        }
      } else if (key.isReadable()) {
        read((Peer) key.attachment());
      }
    } catch (IOException e) {
      drop(key.channel());
    }
  }

  private static void drop(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a connection cannot be closed", e);
    }
  }

  private void read(Peer peer) throws IOException {
    if (peer.channel.read(peer.in) < 0) {
      peer.channel.close();
      return;
    }
    int body = bodyStart(peer);
    int end = body == 0 ? 0 : body + length(peer.bytes, body);
    if (end > 0 && peer.in.position() >= end) {
      arrived.accept(HookEvents.number(peer.bytes, body));
      boolean hangs = startsWith(peer.bytes, HANGS);
      peer.in.clear();
      if (!hangs) {
        due.add(new Due(System.nanoTime() + delayNanos, peer));
      }
    } else if (!peer.in.hasRemaining()) {
      throw new MeasurementException("a request is larger than the receivers take");
    }
  }

  /** All of them wait equally long, so the oldest is always the first. */
  private void answerWhatIsDue() {
    long now = System.nanoTime();
    for (Due first = due.peek(); first != null && first.at() <= now; first = due.peek()) {
      due.remove();
      try {
        first.peer().channel.write(ByteBuffer.wrap(ANSWER));
      } catch (IOException e) {
        // It has hung up; whoever sent it will see to that.
        drop(first.peer().channel);
      }
    }
  }

  /** Where the body begins, 0 while the head is not whole. */
  private static int bodyStart(Peer peer) {
    byte[] bytes = peer.bytes;
    for (int i = 3; i < peer.in.position(); i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private static int length(byte[] head, int end) {
    for (int i = 1; i < end - LENGTH.length; i++) {
      if (head[i - 1] == '\n' && isLength(head, i)) {
        int length = 0;
        for (int j = i + LENGTH.length; head[j] != '\r'; j++) {
          length = head[j] == ' ' ? length : length * 10 + head[j] - '0';
        }
        return length;
      }
    }
    throw new MeasurementException("a request has no length");
  }

  private static boolean isLength(byte[] head, int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      if (Character.toLowerCase(head[at + i]) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] text, byte[] beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if (text[i] != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    try {
      thread.join();
      for (SelectionKey key : selector.keys()) {
        drop(key.channel());
      }
      selector.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
