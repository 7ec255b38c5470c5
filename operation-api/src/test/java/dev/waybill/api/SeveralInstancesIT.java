package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of the API on one Kafka, with a load that goes to both, while one is restarted and
 * the other is killed. {@code -Dwaybill.instances.requests=5000 -Dwaybill.instances.kills=5
 * -Dwaybill.instances.session=6s} is the long form.
 */
class SeveralInstancesIT {
  private static final int REQUESTS = Integer.getInteger("waybill.instances.requests", 300);
  private static final int KILLS = Integer.getInteger("waybill.instances.kills", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Test
  void answerAlikeWhileOneIsRestartedAndTheOtherIsKilled(@TempDir Path folder) throws Exception {
    try (ApiUnderTest one = new ApiUnderTest(folder.resolve("one"), freePort());
        ApiProcess two = new ApiProcess(one, folder.resolve("two"), freePort())) {
      List<ApiClient> both = List.of(one, two);
      two.awaitStarted();
      both.forEach(SeveralInstancesIT::awaitReady);
      String token = one.token("demo");
      refusesQuestionsOfStrangers(two);
      seesWhatTheOtherHasDeleted(one, two, token);
      InstancesLoad load = new InstancesLoad(one, both, token);
      try (InstancesLoad running = load) {
        running.start(4);
        for (int kill = 0; kill < KILLS; kill++) {
          running.awaitRequests((2 * kill + 1) * REQUESTS / (2 * KILLS + 1), LONGEST);
          one.restart();
          both.forEach(SeveralInstancesIT::awaitReady);
          running.awaitRequests((2 * kill + 2) * REQUESTS / (2 * KILLS + 1), LONGEST);
          two.killAndStart();
          two.awaitStarted();
          both.forEach(SeveralInstancesIT::awaitReady);
        }
        running.awaitRequests(REQUESTS, LONGEST);
      }
      System.out.println(load.told());
      assertThat(load.wrong()).isEmpty();
      assertThat(load.longestUnavailable()).isLessThan(Duration.ofSeconds(15));
      assertThat(load.accepted()).isNotEmpty();
      InstancesClient client = load.client();
      for (ApiClient instance : both) {
        List<UUID> listed = client.listed(instance);
        assertThat(listed).doesNotHaveDuplicates().containsAll(load.accepted());
        assertThat(listed.size() - load.accepted().size()).isBetween(0, load.unanswered());
      }
    }
  }

  /** A connection takes nothing any more once its DELETE was answered, whoever is asked. */
  private static void seesWhatTheOtherHasDeleted(ApiClient one, ApiClient two, String token) {
    for (int i = 0; i < 10; i++) {
      UUID id = two.connection(token, "");
      String write = ApiCase.vehicle(id, "Truck");
      ApiClient.Answer taken =
          one.call("POST", token, "/v2/telematics/vehicles?dry_run=true", write);
      assertThat(taken.status()).as(taken.body()).isEqualTo(501); // known: it has no adapter here
      assertThat(two.call("DELETE", token, ApiCase.CONNECTIONS + id, null).status()).isEqualTo(204);
      ApiCase.assertProblem(
          one.call("POST", token, "/v2/telematics/vehicles", write), 409, "connection_deleted");
    }
  }

  private static void refusesQuestionsOfStrangers(ApiClient api) {
    for (String signature : List.of("", "t=1,v1=" + "0".repeat(64))) {
      ApiClient.Answer answer =
          api.send(
              HttpRequest.newBuilder(api.uri("/internal/v1/view-find"))
                  .header("Waybill-Peer", signature)
                  .POST(BodyPublishers.ofByteArray("{}".getBytes(UTF_8))));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEmpty();
    }
  }

  private static void awaitReady(ApiClient api) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(UncheckedIOException.class::isInstance) // not there yet
        .until(() -> api.call("GET", null, "/health/ready", null).status() == 200);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
