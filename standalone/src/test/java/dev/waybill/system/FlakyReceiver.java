package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/**
 * Subscribers who fail a fifth of the time, verify what comes, and keep book of what they took.
 * Safe for use by many threads.
 */
final class FlakyReceiver implements AutoCloseable {
  static final String CREATED = "resource_operation.created";
  static final String SUCCEEDED = "resource_operation.succeeded";

  private final Random random;
  private final HttpServer server;
  private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();

  /**
   * A receiver that listens.
   *
   * @param random decides what fails
   */
  FlakyReceiver(Random random) {
    this.random = random;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** A subscriber at a path, with the secret that its subscription was answered with. */
  Subscriber subscriber(String path, String secret) {
    return subscribers.computeIfAbsent(path, p -> new Subscriber(secret));
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Subscriber subscriber = subscribers.get(exchange.getRequestURI().getPath());
      boolean fails;
      synchronized (random) {
        fails = random.nextInt(5) == 0;
      }
      if (subscriber == null || fails) {
        exchange.sendResponseHeaders(500, -1);
      } else {
        subscriber.take(HttpHeaders.of(exchange.getRequestHeaders(), (n, v) -> true), body);
        exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** What one of them took, in its order. */
  static final class Subscriber {
    private final String secret;
    private final Map<String, Integer> copies = new HashMap<>();
    private final Map<String, List<String>> types = new HashMap<>();
    private final List<String> unverified = new ArrayList<>();

    private Subscriber(String secret) {
      this.secret = secret;
    }

    private synchronized void take(HttpHeaders headers, String body) {
      try {
        new Webhook(secret).verify(body, headers);
      } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
        unverified.add(e.getMessage());
      }
      JsonNode event = Json.mapper().readTree(body);
      String id = event.get("id").asString();
      if (!headers.firstValue("webhook-id").orElse("").equals(id)) {
        unverified.add("webhook-id is not the event's id " + id);
      }
      if (copies.merge(id, 1, Integer::sum) == 1) {
        types
            .computeIfAbsent(event.at("/data/id").asString(), operation -> new ArrayList<>())
            .add(event.get("type").asString());
      }
    }

    /** Events, each counted once. */
    synchronized int count() {
      return copies.size();
    }

    /** How often an event came that had been taken. */
    synchronized int repeats() {
      return copies.values().stream().mapToInt(copies -> copies - 1).sum();
    }

    synchronized void assertHasAllOf(List<UUID> operations) {
      assertThat(operations)
          .allSatisfy(operation ->
              assertThat(types.get(operation.toString()))
                  .as("events of %s", operation)
                  .contains(CREATED, SUCCEEDED));
    }

    /** Each event of each under one id, the first before the last, and every copy signed well. */
    synchronized void assertSoundAndInOrder(List<UUID> operations) {
      assertThat(operations)
          .allSatisfy(operation ->
              assertThat(types.get(operation.toString())).containsExactly(CREATED, SUCCEEDED));
      assertThat(unverified).isEmpty();
    }
  }
}
