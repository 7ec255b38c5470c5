package dev.waybill.standalone;

import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Tells at once that a port is taken, before anything slow is started. */
final class FreePort {
  private static final int HIGHEST = 65_535;

  private FreePort() {}

  /**
   * Looks whether a port can be had.
   *
   * @param port 0 always can
   * @throws StartupException if it is taken, or no port at all
   */
  static void check(String host, int port) {
    if (port < 0 || port > HIGHEST) {
      throw new StartupException("a port is from 0 to %d, not %d".formatted(HIGHEST, port));
    }
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

  /**
   * Refuses ports that are wanted twice.
   *
   * @throws StartupException if two of them are the same and not 0
   */
  static void checkDifferent(int... ports) {
    int[] wanted = Arrays.stream(ports).filter(port -> port != 0).toArray();
    if (Arrays.stream(wanted).distinct().count() < wanted.length) {
      throw new StartupException(
          "API, Kafka and simulator need a port each, not %s"
              .formatted(
                  Arrays.stream(ports)
                      .mapToObj(String::valueOf)
                      .collect(Collectors.joining(", "))));
    }
  }
}
