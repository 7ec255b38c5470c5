package dev.waybill.api.peers;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers other instances: 200, 401 for whoever does not know the secret, 503 if it cannot answer
 * now. A handler answers from what is here and asks nobody, so that no question goes in circles.
 * Thread-safe.
 */
public final class PeerRoutes implements HttpService {
  static final String PATH = "/internal/v1/";
  static final String SIGNATURE = "Waybill-Peer";

  private static final Logger log = LoggerFactory.getLogger(PeerRoutes.class);
  private static final HeaderName SIGNATURE_HEADER = HeaderNames.create(SIGNATURE);

  /** Questions are short; before the signature is checked anybody may have sent it. */
  private static final int LONGEST_QUESTION = 64 * 1024;

  private final PeerKey key;
  private final Map<String, UnaryOperator<byte[]>> handlers;

  /**
   * Makes the routes.
   *
   * @param handlers by the name of the question; each refuses by {@link RefusedException}
   */
  public PeerRoutes(PeerKey key, Map<String, UnaryOperator<byte[]>> handlers) {
    this.key = key;
    this.handlers = Map.copyOf(handlers);
  }

  @Override
  public void routing(HttpRules rules) {
    handlers.forEach((question, handler) ->
        rules.post(
            PATH + question, (request, response) -> answer(question, handler, request, response)));
  }

  private void answer(
      String question,
      UnaryOperator<byte[]> handler,
      ServerRequest request,
      ServerResponse response) {
    byte[] body = body(request);
    if (!key.hasSigned(request.headers().first(SIGNATURE_HEADER).orElse(null), question, body)) {
      log.warn("a question of another instance is not signed with our secret: name={}", question);
      response.status(Status.UNAUTHORIZED_401).send();
      return;
    }
    byte[] answer;
    try {
      answer = handler.apply(body);
    } catch (RefusedException e) {
      response.status(Status.create(e.code().status())).send();
      return;
    } catch (RuntimeException e) {
      log.error("a question of another instance failed: name={}", question, e);
      response.status(Status.create(ProblemCode.INTERNAL_ERROR.status())).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json").send(answer);
  }

  private static byte[] body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      // Closing it would wait for more of the body once again.
      InputStream in = request.content().inputStream();
      return in.readNBytes(LONGEST_QUESTION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
