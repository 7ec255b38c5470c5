package dev.waybill.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two sockets, bound before anything else starts.
 *
 * <p>So a port in use is found at once and costs nothing, and a free port that was picked cannot be
 * taken by somebody else before the broker opens it.
 */
final class ListenerSockets implements ServerSocketFactory, AutoCloseable {
  private static final int BACKLOG = 128;

  private final ServerSocketChannel clients;
  private final ServerSocketChannel controller;
  private final Map<String, ServerSocketChannel> byListener;

  private ListenerSockets(ServerSocketChannel clients, ServerSocketChannel controller) {
    this.clients = clients;
    this.controller = controller;
    this.byListener =
        Map.of(
            BrokerSettings.CLIENT_LISTENER, clients,
            BrokerSettings.CONTROLLER_LISTENER, controller);
  }

  static ListenerSockets bind(int clientPort) {
    ServerSocketChannel clients = bound(clientPort);
    try {
      return new ListenerSockets(clients, bound(0));
    } catch (BrokerStartException e) {
      Utils.closeQuietly(clients, "client socket");
      throw e;
    }
  }

  int clientPort() {
    return clients.socket().getLocalPort();
  }

  int controllerPort() {
    return controller.socket().getLocalPort();
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferSize)
      throws IOException {
    ServerSocketChannel channel = byListener.get(listenerName);
    if (channel == null) {
      throw new IOException("no socket was bound for the listener " + listenerName);
    }
    return channel;
  }

  @Override
  public void close() {
    Utils.closeQuietly(clients, "client socket");
    Utils.closeQuietly(controller, "controller socket");
  }

  private static ServerSocketChannel bound(int port) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral(BrokerSettings.HOST), port);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.configureBlocking(false);
        return channel.bind(address, BACKLOG);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BrokerStartException(
          "Kafka's port "
              + BrokerSettings.HOST
              + ":"
              + port
              + " cannot be opened ("
              + e.getMessage()
              + "); stop what uses it or choose another port.",
          e);
    }
  }
}
