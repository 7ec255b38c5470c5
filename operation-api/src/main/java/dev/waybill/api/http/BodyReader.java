package dev.waybill.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/** Reads a body, once, and never more of it than is allowed. */
final class BodyReader {
  /** The largest body (CONTRACT 3). */
  static final int LIMIT = 256 * 1024;

  /** The largest body of a batch (CONTRACT 3). */
  static final int BATCH_LIMIT = 8 * 1024 * 1024;

  /** Nobody writes this deep; and this much is there in the densest of honest bodies twice. */
  private static final int DEPTH = 64;

  private static final int TOKENS = 40_000;
  private static final int BATCH_TOKENS = 400_000;
  private static final Json.Bounded SINGLE = new Json.Bounded(TOKENS, DEPTH);
  private static final Json.Bounded BATCH = new Json.Bounded(BATCH_TOKENS, DEPTH);
  private static final String JSON = "application/json";

  private final ServerRequest request;
  private final int limit;
  private final Pace pace;
  private @Nullable InputStream unread;

  /**
   * Reads a request's body.
   *
   * @param limit in bytes
   * @param pace at which it has to come
   */
  BodyReader(ServerRequest request, int limit, Pace pace) {
    this.request = request;
    this.limit = limit;
    this.pace = pace;
  }

  /**
   * How fast bodies have to come.
   *
   * @param patience how much longer one may take than its length does
   * @param watch ends the reading of those that do not come
   */
  record Pace(Duration patience, BodyWatch watch) {}

  /** What the reading left over of a body, if it may be read on. */
  @Nullable InputStream unread() {
    return unread;
  }

  JsonNode json() {
    return json(bytesOfJson(count -> {}));
  }

  /**
   * Reads what says that it is JSON.
   *
   * @param coming told of each piece before it is kept; may refuse it
   */
  byte[] bytesOfJson(IntConsumer coming) {
    requireType(
        request.prologue().method().text().equals("PATCH")
            ? List.of(JSON, "application/merge-patch+json")
            : List.of(JSON));
    return bytes(coming);
  }

  /** Makes the tree, which takes many times the room of the bytes. */
  JsonNode json(byte[] body) {
    if (body.length == 0) {
      throw new RefusedException(ProblemCode.MALFORMED_JSON, "the body is empty; send JSON");
    }
    try {
      return (limit > LIMIT ? BATCH : SINGLE).read(body);
    } catch (StreamConstraintsException e) {
      throw new RefusedException(
          ProblemCode.MALFORMED_JSON,
          "the body has more than %,d names and values, is nested deeper than %d, or has a number or name out of all bounds"
              .formatted(limit > LIMIT ? BATCH_TOKENS : TOKENS, DEPTH));
    } catch (JacksonException e) {
      throw new RefusedException(ProblemCode.MALFORMED_JSON, "the body is not JSON" + where(e));
    }
  }

  QueryParameters form() {
    requireType(List.of("application/x-www-form-urlencoded"));
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : new String(bytes(count -> {}), UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.isEmpty()) {
        values.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
      }
    }
    return new QueryParameters(values, List.copyOf(values.keySet()));
  }

  private void requireType(List<String> wanted) {
    boolean fits =
        request
            .headers()
            .contentType()
            .filter(type -> wanted.contains(type.mediaType().text().toLowerCase(Locale.ROOT)))
            .filter(BodyReader::utf8)
            .isPresent();
    if (!fits) {
      throw new RefusedException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE,
          "send the body with Content-Type: " + wanted.getFirst() + ", in UTF-8",
          request.prologue().method().text().equals("PATCH")
              ? Map.of("Accept-Patch", String.join(", ", wanted))
              : Map.of("Accept", wanted.getFirst()));
    }
  }

  private static boolean utf8(HttpMediaType type) {
    return type.charset().map(name -> name.equalsIgnoreCase("utf-8")).orElse(true);
  }

  private byte[] bytes(IntConsumer coming) {
    if (request.headers().first(HeaderNames.CONTENT_ENCODING).isPresent()) {
      throw new RefusedException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE,
          "send the body without Content-Encoding",
          Map.of("Accept-Encoding", "identity"));
    }
    OptionalLong announced = request.headers().contentLength();
    if (announced.isPresent() && announced.getAsLong() > limit) {
      throw tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    byte[] body = read(coming);
    if (body.length > limit) {
      throw tooLarge();
    }
    return body;
  }

  private byte[] read(IntConsumer coming) {
    try {
      // Closing it would wait for more of the body once again.
      InputStream in = request.content().inputStream();
      unread = in;
      return new PacedBody(System::nanoTime, pace.patience(), pace.watch())
          .read(in, limit + 1, coming);
    } catch (SocketTimeoutException e) {
      throw tooSlow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof SocketTimeoutException ? tooSlow() : e;
    } catch (DataReader.InsufficientDataAvailableException e) {
      throw new UncheckedIOException(new EOFException("the body broke off"));
    } catch (ServerConnectionException e) {
      throw new UncheckedIOException(new IOException("the connection broke off", e));
    } catch (RequestException | DataReader.IncorrectNewLineException | NumberFormatException e) {
      // Where the next chunk begins, nobody knows any more.
      unread = null;
      throw e instanceof RequestException refused
              && refused.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
          ? tooLarge()
          : new RefusedException(
              ProblemCode.BAD_REQUEST,
              "the body is not chunked as HTTP says",
              Map.of("Connection", "close"));
    }
  }

  private RefusedException tooSlow() {
    return new RefusedException(
        ProblemCode.REQUEST_TIMEOUT,
        "the body took %d s longer than %d KiB a second; send it again"
            .formatted(pace.patience().toSeconds(), PacedBody.BYTES_PER_SECOND / 1024),
        Map.of("Connection", "close"));
  }

  private RefusedException tooLarge() {
    return new RefusedException(
        ProblemCode.BODY_TOO_LARGE,
        "the body has more than %d bytes".formatted(limit),
        Map.of("Connection", "close"));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ProblemCode.BAD_REQUEST, "the form is not URL-encoded");
    }
  }

  /** Where the trouble is; the text around it may be a secret and is left out. */
  private static String where(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : "; the trouble is at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
