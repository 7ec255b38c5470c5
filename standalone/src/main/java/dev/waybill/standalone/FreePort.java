package dev.waybill.standalone;

import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Tells at once that a port is taken, before anything slow is started. */
final class FreePort {
  private FreePort() {}

  /**
   * Looks whether a port can be had.
   *
   * @param port 0 always can
   * @throws StartupException if it is taken
   */
  static void check(String host, int port) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new StartupException(
          "port %d on %s is in use; stop what listens there or choose another one (see --help)"
              .formatted(port, host),
          e);
    }
  }
}
