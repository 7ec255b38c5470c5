package dev.waybill.api;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls an instance of the API as partners do, wherever it runs. */
abstract class ApiClient {
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** Where it is now. */
  abstract URI uri(String path);

  String token(String client) {
    return token(client, "");
  }

  String token(String client, String more) {
    Answer answer =
        send(
            HttpRequest.newBuilder(uri("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=%s&client_secret=%s%s"
                            .formatted(client, client, more))));
    return answer.json().get("access_token").asString();
  }

  Answer get(String token, String path) {
    return call("GET", token, path, null);
  }

  Answer call(
      String method,
      @Nullable String token,
      String path,
      @Nullable String body,
      String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(
        request.method(
            method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Makes a connection and tells its id. */
  UUID connection(String token, String more) {
    UUID id = UUID.randomUUID();
    Answer answer =
        call(
            "PUT",
            token,
            "/v2/integrations/connections/" + id,
            "{\"source_name\":\"simulator\"%s}".formatted(more));
    if (answer.status() != 201) {
      throw new AssertionError(answer.body());
    }
    return id;
  }

  /** An answer with its JSON. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    JsonNode json() {
      return Json.mapper().readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String code() {
      return json().get("code").asString();
    }

    Stream<String> pointers() {
      return json().get("errors").valueStream().map(e -> e.get("pointer").asString());
    }
  }
}
