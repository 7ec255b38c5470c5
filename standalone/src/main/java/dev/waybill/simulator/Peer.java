package dev.waybill.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.apache.hc.core5.http.EndpointDetails;

/**
 * The other end of a connection, with the means to treat it badly. It travels in the request's
 * context in the place of the usual details.
 */
final class Peer extends EndpointDetails {
  private final Socket socket;
  private final EndpointDetails details;

  Peer(Socket socket, EndpointDetails details) {
    super(details.getRemoteAddress(), details.getLocalAddress(), details.getSocketTimeout());
    this.socket = socket;
    this.details = details;
  }

  /** Closes the connection in the ordinary way (FIN). */
  void drop() throws IOException {
    socket.close();
  }

  /** Resets the connection: with no linger time a close sends RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Holds still until the other end, or this server, closes the connection. */
  void hang() throws IOException {
    socket.setSoTimeout(0);
    InputStream in = socket.getInputStream();
    byte[] ignored = new byte[512];
    while (in.read(ignored) >= 0) {
      // What is sent meanwhile is not answered either.
    }
    socket.close();
  }

  @Override
  public long getRequestCount() {
    return details.getRequestCount();
  }

  @Override
  public long getResponseCount() {
    return details.getResponseCount();
  }

  @Override
  public long getSentBytesCount() {
    return details.getSentBytesCount();
  }

  @Override
  public long getReceivedBytesCount() {
    return details.getReceivedBytesCount();
  }
}
