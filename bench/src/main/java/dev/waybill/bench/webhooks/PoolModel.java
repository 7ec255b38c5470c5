package dev.waybill.bench.webhooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

/**
 * A model, not a product: a sender with one pool of slots for all endpoints, as several products
 * have. It is given events by a queue in memory; what fails is not tried again.
 */
final class PoolModel implements AutoCloseable {
  private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HttpRequest.Builder> requests;
  private final List<Thread> slots;

  /**
   * A sender that works.
   *
   * @param size slots
   * @param timeout of a request, which holds a slot
   * @param urls of the endpoint of each partner, by the partner's number
   */
  PoolModel(int size, Duration timeout, List<String> urls) {
    requests =
        urls.stream()
            .map(url ->
                HttpRequest.newBuilder(URI.create(url))
                    .timeout(timeout)
                    .header("content-type", "application/json"))
            .toList();
    slots = IntStream.range(0, size).mapToObj(i -> Thread.ofVirtual().start(this::work)).toList();
  }

  void send(byte[] event) {
    events.add(event);
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        byte[] event = events.take();
        HttpRequest.Builder request = requests.get(HookEvents.partnerOf(event)).copy();
        try {
          var _ =
              client.send(
                  request.POST(HttpRequest.BodyPublishers.ofByteArray(event)).build(),
                  HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
          // A time-out, or nobody there: the slot is free again, which is all that matters here.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    slots.forEach(Thread::interrupt);
    client.shutdownNow();
  }
}
