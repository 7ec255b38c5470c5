package dev.waybill.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.emitter.Verifiers.Captured;
import dev.waybill.schemas.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** A subscriber's HTTP server, which verifies each webhook with a library that is not ours. */
final class Receiver implements AutoCloseable {
  /** One request; {@code verified} if its signature was right. */
  record Received(
      String id, UUID subject, String type, int attempt, boolean verified, Duration age) {}

  /** All that receivers of this JVM got, for verifiers that take their time. */
  static final List<Captured> CAPTURED = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final String secret;
  private final IntUnaryOperator statusOfRequest;
  final List<Received> received = new CopyOnWriteArrayList<>();
  final List<String> bodies = new CopyOnWriteArrayList<>();

  /**
   * Starts a receiver.
   *
   * @param statusOfRequest what to answer to the n-th request, from 0; negative: never
   */
  Receiver(String secret, IntUnaryOperator statusOfRequest) throws IOException {
    this.secret = secret;
    this.statusOfRequest = statusOfRequest;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  List<String> typesOf(UUID operation) {
    return received.stream()
        .filter(request -> request.subject().equals(operation))
        .map(Received::type)
        .distinct()
        .toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    int status;
    synchronized (this) {
      status = statusOfRequest.applyAsInt(received.size());
      bodies.add(body);
      received.add(
          new Received(
              exchange.getRequestHeaders().getFirst("webhook-id"),
              UUID.fromString(Json.mapper().readTree(body).at("/data/id").asString()),
              exchange.getRequestHeaders().getFirst("webhook-event"),
              Integer.parseInt(exchange.getRequestHeaders().getFirst("webhook-attempt")),
              verified(body, exchange.getRequestHeaders()),
              age(exchange.getRequestHeaders())));
      CAPTURED.add(new Captured(single(exchange.getRequestHeaders()), body));
    }
    if (status >= 0) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    }
  }

  /** How long ago it was signed, to the second. */
  private static Duration age(Headers headers) {
    long signed = Long.parseLong(headers.getFirst("webhook-timestamp"));
    return Duration.between(Instant.ofEpochSecond(signed), Instant.now());
  }

  private static Map<String, String> single(Headers headers) {
    Map<String, String> single = new TreeMap<>();
    headers.forEach((name, values) -> single.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return single;
  }

  private boolean verified(String body, Map<String, List<String>> headers) {
    try {
      new Webhook(secret).verify(body, HttpHeaders.of(headers, (name, value) -> true));
      return true;
    } catch (WebhookVerificationException | RuntimeException e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
