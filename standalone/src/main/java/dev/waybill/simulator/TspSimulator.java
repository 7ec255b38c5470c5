package dev.waybill.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.support.BasicHttpServerExpectationDecorator;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.http.protocol.ResponseDate;
import org.apache.hc.core5.http.protocol.ResponseServer;
import org.apache.hc.core5.io.CloseMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running TSP simulator (CONTRACT section 6): a real HTTP server, its fleets in memory. It keeps
 * the newest 1,000,000 calls, at most 256 MiB of bodies. Thread-safe.
 *
 * <p>Built on HttpCore and not on our usual server, as it has to do to a connection what a good
 * server never does: reset it, drop it, notice that a caller gave up.
 */
public final class TspSimulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TspSimulator.class);
  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final String host;
  private final CountDownLatch stopping;

  private TspSimulator(HttpServer server, String host, CountDownLatch stopping) {
    this.server = server;
    this.host = host;
    this.stopping = stopping;
  }

  /**
   * Starts one.
   *
   * @param port 0 picks a free one
   * @param clock what the limits, {@code down_until} and the log go by
   * @param random for jitter, the failure rate and source ids; need not be thread-safe
   * @throws IOException if it cannot listen there
   */
  public static TspSimulator start(
      String host, int port, InstantSource clock, RandomGenerator random) throws IOException {
    CountDownLatch stopping = new CountDownLatch(1);
    Fleets fleets = new Fleets(clock, random);
    SimulatorHandler handler =
        new SimulatorHandler(new FleetApi(fleets, stopping), new ControlApi(fleets));
    HttpService service =
        new HttpService(
            // Not the usual processors: they close the connection after each 400 and 503.
            HttpProcessorBuilder.create()
                .addAll(
                    new ResponseDate(),
                    new ResponseServer("waybill-tsp-simulator"),
                    new ResponseContent())
                .build(),
            new BasicHttpServerExpectationDecorator(handler));
    SocketConfig sockets =
        SocketConfig.custom().setSoReuseAddress(true).setBacklogSize(BACKLOG).build();
    HttpServer server =
        new HttpServer(
            port,
            service,
            InetAddress.getByName(host),
            sockets,
            null,
            PeerConnection::of,
            null,
            null,
            new Quiet());
    server.start();
    return new TspSimulator(server, host, stopping);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** For example {@code http://127.0.0.1:8090}, without a slash at the end. */
  public String baseUrl() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Closes all connections, those that hang among them. */
  @Override
  public void close() {
    stopping.countDown();
    server.close(CloseMode.IMMEDIATE);
  }

  /** A caller that goes away, or is sent away, is all in a day's work here. */
  private static final class Quiet implements ExceptionListener {
    @Override
    public void onError(Exception e) {
      LOG.debug("simulator: no longer accepting: {}", e.toString());
    }

    @Override
    public void onError(HttpConnection connection, Exception e) {
      if (e instanceof RuntimeException) {
        LOG.error("simulator: a bug ended a connection", e);
      } else if (!(e instanceof ConnectionClosedException)) {
        LOG.debug("simulator: connection ended: {}", e.toString());
      }
    }
  }
}
