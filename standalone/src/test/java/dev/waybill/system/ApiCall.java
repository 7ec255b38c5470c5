package dev.waybill.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is still to be sent; each change makes another.
 *
 * @param url of the service, without the path
 * @param path with its query, as it goes over the wire
 * @param token null: none is sent
 * @param body null: none is sent
 */
record ApiCall(
    String url,
    String method,
    String path,
    @Nullable String token,
    byte @Nullable [] body,
    Map<String, String> headers) {
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** A larger body is sent once the server wants it, as decent clients do. */
  private static final int LARGE = 64 * 1024;

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  static ApiCall of(String url, String method, String path, @Nullable String token) {
    return new ApiCall(url, method, path, token, null, Map.of());
  }

  ApiCall to(String otherUrl) {
    return new ApiCall(otherUrl, method, path, token, body, headers);
  }

  ApiCall by(@Nullable String otherToken) {
    return new ApiCall(url, method, path, otherToken, body, headers);
  }

  ApiCall method(String other) {
    return new ApiCall(url, other, path, token, body, headers);
  }

  /** The same with a query parameter more. */
  ApiCall asking(String parameter) {
    String joined = path + (path.contains("?") ? "&" : "?") + parameter;
    return new ApiCall(url, method, joined, token, body, headers);
  }

  ApiCall json(byte[] json) {
    return typed("application/json", json);
  }

  ApiCall typed(String type, byte[] other) {
    return new ApiCall(url, method, path, token, other, headers).with("Content-Type", type);
  }

  ApiCall with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiCall(url, method, path, token, body, more);
  }

  /** Sends it; fails if there is no answer within the limit. */
  ApiAnswer send() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .expectContinue(body != null && body.length > LARGE)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return ApiAnswer.of(HTTP.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Tells what is asked, without the token. */
  @Override
  public String toString() {
    return method + " " + path + (body == null ? "" : " with %d bytes".formatted(body.length));
  }
}
