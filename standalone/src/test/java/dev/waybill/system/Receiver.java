package dev.waybill.system;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A subscriber who checks each webhook with a library that is not ours. Thread-safe. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final CompletableFuture<Webhook> verifier = new CompletableFuture<>();
  private final List<OperationEvent> verified = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/hook", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** The secret that the subscription was answered with; deliveries wait for it. */
  void expect(String secret) {
    try {
      verifier.complete(new Webhook(secret));
    } catch (EmptyWebhookSecretException e) {
      throw new AssertionError("the subscription was answered without a secret", e);
    }
  }

  /** The types of an operation's events whose signature held, in order of arrival. */
  List<String> typesOf(UUID operation) {
    return verified.stream()
        .filter(event -> event.data().id().equals(operation))
        .map(OperationEvent::type)
        .toList();
  }

  /** Why deliveries were turned away; empty if every signature held. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(accept(exchange, body) ? 204 : 400, -1);
    }
  }

  private boolean accept(HttpExchange exchange, String body) {
    try {
      verifier
          .get(10, TimeUnit.SECONDS)
          .verify(body, HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true));
    } catch (WebhookVerificationException e) {
      refused.add(e.getMessage() + ": " + body);
      return false;
    } catch (Exception e) {
      refused.add("no secret in time: " + e);
      return false;
    }
    OperationEvent event = Json.mapper().readValue(body, OperationEvent.class);
    synchronized (verified) {
      // A delivery may come twice; the event's id tells.
      if (verified.stream().noneMatch(known -> known.id().equals(event.id()))) {
        verified.add(event);
      }
    }
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
