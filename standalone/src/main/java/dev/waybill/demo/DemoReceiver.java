package dev.waybill.demo;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber: takes webhooks and checks each signature with a library that we did not write
 * ({@code com.standardwebhooks}). Thread-safe.
 */
final class DemoReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Map<UUID, List<OperationEvent>> verified = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile @Nullable Webhook verifier;

  DemoReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/webhooks", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks";
  }

  /** The secret that the subscription was answered with. */
  void secret(String secret) {
    try {
      verifier = new Webhook(secret);
    } catch (EmptyWebhookSecretException e) {
      throw new IllegalArgumentException("the subscription was answered without a secret", e);
    }
  }

  /** The verified events of an operation, in the order that they came in. */
  List<OperationEvent> events(UUID operation) {
    return verified.getOrDefault(operation, List.of());
  }

  boolean hasTerminal(UUID operation) {
    return events(operation).stream().anyMatch(event -> !event.type().equals(EventTypes.CREATED));
  }

  int count() {
    return verified.values().stream().mapToInt(List::size).sum();
  }

  /** Requests whose signature did not hold. */
  int refused() {
    return refused.get();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(accept(exchange, body) ? 204 : 400, -1);
    }
  }

  private boolean accept(HttpExchange exchange, byte[] body) {
    Webhook check = verifier;
    HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
    try {
      if (check == null) {
        throw new WebhookVerificationException("no secret yet");
      }
      check.verify(new String(body, StandardCharsets.UTF_8), headers);
    } catch (WebhookVerificationException e) {
      refused.incrementAndGet();
      return false;
    }
    OperationEvent event = Json.read(body, OperationEvent.class);
    List<OperationEvent> events =
        verified.computeIfAbsent(event.data().id(), id -> new CopyOnWriteArrayList<>());
    if (events.stream().noneMatch(known -> known.id().equals(event.id()))) {
      events.add(event);
    }
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
