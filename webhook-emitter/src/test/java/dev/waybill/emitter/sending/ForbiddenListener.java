package dev.waybill.emitter.sending;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens on every address of this machine and counts who comes. */
final class ForbiddenListener implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  final AtomicInteger connections = new AtomicInteger();

  ForbiddenListener() throws IOException {
    server.bind(new InetSocketAddress(0)); // wildcard: v4 and v6
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              server.accept().close();
              connections.incrementAndGet();
            }
          } catch (IOException e) {
            return; // closed
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
