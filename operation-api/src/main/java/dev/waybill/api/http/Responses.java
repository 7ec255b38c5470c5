package dev.waybill.api.http;

import dev.waybill.schemas.Json;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts answers on the wire, with what every one of them carries. */
final class Responses {
  private static final String REQUEST_ID = "X-Request-Id";

  /**
   * Headers of every answer: nothing is to be guessed about it, kept by anybody between, or run or
   * framed by a browser.
   */
  private static final Map<String, String> SECURITY =
      Map.of(
          "X-Content-Type-Options",
          "nosniff",
          "Cache-Control",
          "no-store",
          "Content-Security-Policy",
          "default-src 'none'; frame-ancestors 'none'");

  private static final HeaderName REQUEST_ID_NAME = HeaderNames.create(REQUEST_ID);
  private static final List<Header> SECURITY_HEADERS =
      SECURITY.entrySet().stream()
          .map(entry -> HeaderValues.createCached(entry.getKey(), entry.getValue()))
          .toList();

  private Responses() {}

  /** Gives a response its name, and the headers of all. */
  static void begin(ServerResponse response, String requestId) {
    response.header(REQUEST_ID_NAME, requestId);
    SECURITY_HEADERS.forEach(response::header);
  }

  /** The same for an answer that no response was begun for. */
  static Answer complete(Answer answer, String requestId) {
    return answer.withAll(SECURITY).with(REQUEST_ID, requestId);
  }

  static String requestId(ServerResponse response) {
    return response.headers().first(REQUEST_ID_NAME).orElse("");
  }

  static void send(Answer answer, ServerRequest request, ServerResponse response) {
    response.status(Status.create(answer.status()));
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    Closing.announceIfMuchIsLeft(request, response);
    Object body = answer.body();
    // A body after the answer to HEAD would be taken for the next answer.
    if (body == null || request.prologue().method().text().equals("HEAD")) {
      response.send();
      return;
    }
    if (!answer.headers().containsKey("Content-Type")) {
      response.header(HeaderNames.CONTENT_TYPE, "application/json");
    }
    response.send(bytes(body));
  }

  static byte[] bytes(@Nullable Object body) {
    return body instanceof byte[] raw ? raw : Json.write(body == null ? Map.of() : body);
  }
}
