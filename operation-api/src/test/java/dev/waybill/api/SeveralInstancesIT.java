package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.InstancesLoad.Client;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of the API on one Kafka, with a load that goes to both, while one is restarted.
 * {@code -Dwaybill.instances.requests=5000} is the long form.
 */
class SeveralInstancesIT {
  private static final int REQUESTS = Integer.getInteger("waybill.instances.requests", 300);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void answerAlikeAlsoWhileOneOfThemIsRestarted(@TempDir Path folder) throws Exception {
    try (ApiUnderTest one = new ApiUnderTest(folder.resolve("one"), freePort());
        ApiUnderTest two = one.another(folder.resolve("two"), freePort())) {
      List<ApiUnderTest> both = List.of(one, two);
      both.forEach(SeveralInstancesIT::awaitReady);
      refusesQuestionsOfStrangers(two);
      InstancesLoad load = new InstancesLoad(both, one.token("demo"));
      try (InstancesLoad running = load) {
        running.start(4);
        running.awaitRequests(REQUESTS / 3, PATIENCE);
        two.restart();
        awaitReady(two);
        running.awaitRequests(REQUESTS, Duration.ofMinutes(5));
      }
      System.out.println(load.told());
      assertThat(load.wrong()).isEmpty();
      assertThat(load.longestUnavailable()).isLessThan(Duration.ofSeconds(15));
      assertThat(load.accepted()).isNotEmpty();
      Client client = load.client();
      for (ApiUnderTest instance : both) {
        assertThat(client.listed(instance)).containsExactlyInAnyOrderElementsOf(load.accepted());
      }
    }
  }

  private static void refusesQuestionsOfStrangers(ApiUnderTest api) {
    for (String signature : List.of("", "t=1,v1=" + "0".repeat(64))) {
      ApiUnderTest.Answer answer =
          api.send(
              HttpRequest.newBuilder(api.uri("/internal/v1/view-find"))
                  .header("Waybill-Peer", signature)
                  .POST(BodyPublishers.ofByteArray("{}".getBytes(UTF_8))));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEmpty();
    }
  }

  private static void awaitReady(ApiUnderTest api) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> api.call("GET", null, "/health/ready", null).status() == 200);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
