package dev.waybill.api.peers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks other instances. Their addresses come from the consumer group, that is from their own
 * settings. Questions only read, so that each may be asked again. Thread-safe.
 */
public final class PeerClient implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final int OK = 200;

  private final PeerKey key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /** Makes a client that signs by a key. */
  public PeerClient(PeerKey key) {
    this.key = key;
  }

  /**
   * Asks an instance.
   *
   * @param address scheme, host and port
   * @param question the name of a handler of its {@link PeerRoutes}
   * @param limit for the whole of it
   */
  public PeerAnswer ask(URI address, String question, byte[] body, Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(PeerRoutes.PATH + question))
            .timeout(limit)
            .header("Content-Type", "application/json")
            .header(PeerRoutes.SIGNATURE, key.sign(question, body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() == OK
          ? new PeerAnswer.Answered(response.body())
          : new PeerAnswer.Unavailable("it answered " + response.statusCode());
    } catch (IOException e) {
      return new PeerAnswer.Unavailable(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PeerAnswer.Unavailable("interrupted");
    }
  }

  /** Lets go of what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
