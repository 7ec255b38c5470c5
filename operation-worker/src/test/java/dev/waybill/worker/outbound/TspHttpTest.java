package dev.waybill.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tsp.AddressResolver.Resolution;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.TranslatedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TspHttpTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private final TspHttp http =
      new TspHttp(
          host -> new Resolution.Resolved(List.of(InetAddress.getLoopbackAddress())), "test");

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void endsADrippingAnswerAtTheDeadline() throws IOException {
    assertInTime(
        (server, out) -> {
          HostileServer.write(out, OK + "Content-Length: 1000\r\n\r\n");
          while (!server.waited(20)) {
            HostileServer.write(out, "x");
          }
        },
        Exchange.Answered.class);
  }

  @Test
  void endsDrippingHeadersAtTheDeadline() throws IOException {
    assertInTime(
        (server, out) -> {
          HostileServer.write(out, OK + "X: ");
          while (!server.waited(20)) {
            HostileServer.write(out, "x");
          }
        },
        Exchange.Unanswered.class);
  }

  @Test
  void readsNoMoreOfAnEndlessAnswerThanItsCap() throws IOException {
    String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
    try (HostileServer server =
        new HostileServer((self, out) -> {
          HostileServer.write(out, OK + "Transfer-Encoding: chunked\r\n\r\n");
          while (!self.waited(0)) {
            HostileServer.write(out, chunk);
          }
        })) {
      Exchange exchange = get(server, Duration.ofSeconds(10));
      assertThat(exchange).isInstanceOf(Exchange.Answered.class);
      assertThat(((Exchange.Answered) exchange).complete()).isFalse();
      assertThat(exchange.evidence().duration()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void endsEndlessHeaders() throws IOException {
    try (HostileServer server =
        new HostileServer((self, out) -> {
          HostileServer.write(out, OK);
          while (!self.waited(0)) {
            HostileServer.write(out, "X-Header: " + "x".repeat(1000) + "\r\n");
          }
        })) {
      Exchange exchange = get(server, Duration.ofSeconds(10));
      assertThat(exchange).isInstanceOf(Exchange.Unanswered.class);
      assertThat(exchange.evidence().duration()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void followsNoRedirect() throws IOException {
    try (HostileServer server =
        new HostileServer((self, out) ->
            HostileServer.write(
                out,
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                    + "Set-Cookie: secret\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n"))) {
      Exchange exchange = get(server, Duration.ofSeconds(10));
      assertThat(exchange.evidence().statusCode()).isEqualTo(302);
      assertThat(exchange.evidence().headers()).containsOnlyKeys("retry-after");
      assertThat(server.accepted).hasValue(1);
    }
  }

  @Test
  void makesManyCallsToOneHostAtOnce() throws IOException {
    try (HostileServer server = new HostileServer((self, out) -> self.waited(20_000))) {
      for (int i = 0; i < 60; i++) {
        Thread.ofVirtual().start(() -> get(server, Duration.ofSeconds(20)));
      }
      Awaitility.await().until(() -> server.accepted.get() == 60);
    }
  }

  private void assertInTime(HostileServer.Script script, Class<? extends Exchange> expected)
      throws IOException {
    try (HostileServer server = new HostileServer(script)) {
      Duration budget = Duration.ofMillis(300);
      long started = System.nanoTime();
      Exchange exchange = get(server, budget);
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isBetween(budget.minusMillis(1), budget.plusMillis(500));
      assertThat(exchange).isInstanceOf(expected);
      if (exchange instanceof Exchange.Answered answered) {
        assertThat(answered.complete()).isFalse();
      }
    }
  }

  private Exchange get(HostileServer server, Duration budget) {
    URI url = URI.create("http://tsp.example:" + server.port() + "/");
    return http.send(
        new TranslatedRequest("GET", url, Map.of(), null, Set.of()), CallContext.within(budget));
  }
}
