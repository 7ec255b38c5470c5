package dev.waybill.runtime.http;

import dev.waybill.runtime.StartupException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.net.BindException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running HTTP server. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(12);

  /**
   * A connection whose head comes a byte at a time can be held for hours; so there is a bound on
   * how many there are, far above what callers with pools need.
   */
  private static final int MOST_CONNECTIONS = 4_096;

  /**
   * The largest body, in bytes; a little more than an endpoint may take, who refuses in its own
   * words. The server keeps a chunk whole, so the length of one that is announced is bounded, too.
   */
  public static final int LARGEST_BODY = 8 * 1024 * 1024 + 64 * 1024;

  private final WebServer server;

  private HttpServer(WebServer server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param port 0 picks a free one
   * @throws StartupException if the port cannot be had
   */
  public static HttpServer start(String host, int port, Consumer<HttpRouting.Builder> routes) {
    return start(host, port, DirectHandlers.builder().build(), routes);
  }

  /**
   * Starts a server.
   *
   * @param port 0 picks a free one
   * @param refusals answers for what is refused before any route is asked
   * @throws StartupException if the port cannot be had
   */
  public static HttpServer start(
      String host, int port, DirectHandlers refusals, Consumer<HttpRouting.Builder> routes) {
    HttpRouting.Builder routing = HttpRouting.builder();
    routes.accept(routing);
    WebServer server =
        WebServer.builder()
            .host(host)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(GRACE)
            .maxPayloadSize(LARGEST_BODY)
            .maxTcpConnections(MOST_CONNECTIONS)
            // Else an answer of several writes waits, for 40 ms, for the caller to acknowledge one.
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .directHandlers(refusals)
            .addRouting(routing)
            .protocolsDiscoverServices(true)
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      server.stop();
      String address = host + ":" + port;
      if (causedByBind(e)) {
        throw new StartupException(
            "the address "
                + address
                + " is in use or not this machine's; stop what listens there or choose another"
                + " port",
            e);
      }
      throw new StartupException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    return new HttpServer(server);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Finishes what was taken on, for at most 12 seconds, then stops. */
  @Override
  public void close() {
    server.stop();
  }

  private static boolean causedByBind(@Nullable Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    return false;
  }
}
