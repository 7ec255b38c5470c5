package dev.waybill.simulator;

import java.io.IOException;
import java.net.Socket;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.jspecify.annotations.Nullable;

/** A connection whose socket the request handler can get at, by way of {@link Peer}. */
final class PeerConnection extends DefaultBHttpServerConnection {
  private volatile @Nullable Socket socket;

  private PeerConnection() {
    super("http", Http1Config.DEFAULT);
  }

  static PeerConnection of(Socket socket) throws IOException {
    PeerConnection connection = new PeerConnection();
    connection.bind(socket);
    connection.socket = socket;
    return connection;
  }

  @Override
  public @Nullable EndpointDetails getEndpointDetails() {
    EndpointDetails details = super.getEndpointDetails();
    Socket bound = socket;
    return details == null || bound == null ? details : new Peer(bound, details);
  }
}
