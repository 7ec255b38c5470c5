package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/**
 * Random requests out of {@code openapi.yaml}, by two partners: whatever they are, no answer is a
 * 500, each comes in time and is documented, and none has anything of the other partner in it.
 * {@code -Dwaybill.fuzz.requests=20000} for more of them, {@code -Dwaybill.fuzz.seed} for the same.
 */
final class FuzzIT {
  private static final int REQUESTS = Integer.getInteger("waybill.fuzz.requests", 1_000);
  private static final long SEED =
      Long.getLong("waybill.fuzz.seed", new SplittableRandom().nextLong(1_000_000_000));
  private static final int AT_ONCE = 8;
  private static final int SILENCE_MS = 20_000;

  /** What any path may be answered with, see the document's own description. */
  private static final Set<String> ANYWHERE =
      Set.of("400 bad_request", "404 not_found", "405 method_not_allowed", "413 body_too_large");

  private final SharedWaybill waybill = SharedWaybill.get();
  private final ApiDescription description = ApiDescription.read(waybill.process().url());
  private final AnswerJudge judge = new AnswerJudge(description);
  private final List<Stranger> strangers =
      List.of(Stranger.of(waybill, "demo"), Stranger.of(waybill, "other"));
  private final RawHttp http = new RawHttp(waybill.process().url(), SILENCE_MS);
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @AfterEach
  void tidyUp() {
    strangers.forEach(Stranger::tidyUp);
  }

  @Test
  void noRequestLeadsToAFaultAHangOrALeak() {
    System.out.printf("FuzzIT: %d requests, -Dwaybill.fuzz.seed=%d%n", REQUESTS, SEED);
    RequestFuzz fuzz = new RequestFuzz(description, strangers, SEED);
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (int n = 0; n < REQUESTS; n++) {
        int number = n;
        var _ = threads.submit(() -> play(number, fuzz.request(number)));
      }
    }
    assertThat(wrong.stream().limit(10)).as("of seed " + SEED).isEmpty();
  }

  @Test
  void whatIsLeftOfARefusedBodyIsNoRequest() throws IOException {
    String hidden = "\r\n\r\nGET /problems HTTP/1.1\r\nHost: fuzz\r\n\r\n";
    String head =
        "POST /v2/telematics/vehicles HTTP/1.1\r\nHost: fuzz\r\nAuthorization: Bearer %s\r\n"
            .formatted(strangers.getFirst().partner().token());
    String body = "x".repeat(300 * 1024) + hidden;
    ApiAnswer answer =
        http.send(
            "%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(head, body.length(), body)
                .getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).doesNotContain("HTTP/1.1");
  }

  @Test
  void aBodyWithoutAnEndHoldsNoConnection() throws IOException {
    String head = "POST /v2/telematics/vehicles HTTP/1.1\r\nHost: fuzz\r\n";
    for (String unfinished :
        List.of(
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "Content-Length: 5000000\r\n\r\nhello",
            "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")) {
      ApiAnswer answer = http.send((head + unfinished).getBytes(UTF_8));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain("HTTP/1.1");
    }
  }

  private void play(int number, RequestFuzz.Request request) {
    try {
      ApiAnswer answer = http.send(request.bytes());
      for (Stranger stranger : strangers) {
        if (stranger != request.sender() && stranger.isIn(answer)) {
          fail(number, "a leak of " + stranger.mark(), request, answer);
        }
      }
      String undocumented = undocumented(request, answer);
      if (!undocumented.isEmpty()) {
        fail(number, undocumented, request, answer);
      }
    } catch (IOException | RuntimeException e) {
      wrong.add("request %d: %s%n%s".formatted(number, e, request));
    }
  }

  /** What is not as documented; empty if all is. */
  private String undocumented(RequestFuzz.Request request, ApiAnswer answer) {
    if (answer.status() == 500) {
      return "a fault";
    }
    boolean noBody =
        request.method().equals("HEAD") && Set.of(400, 404, 405).contains(answer.status());
    if (noBody || ANYWHERE.contains(answer.status() + " " + code(answer))) {
      return "";
    }
    String complaints = "no such operation";
    for (Described operation : description.operations()) {
      if (operation.method().equals(request.method()) && fits(operation, request.target())) {
        List<String> found = judge.judge(operation, answer);
        if (found.isEmpty()) {
          return "";
        }
        complaints = found.toString();
      }
    }
    return complaints;
  }

  private static boolean fits(Described operation, String target) {
    String path = target.split("[?]", 2)[0];
    String pattern = Pattern.quote(operation.path()).replaceAll("[{][^}]*[}]", "\\\\E[^/]*\\\\Q");
    return path.matches(pattern);
  }

  private static String code(ApiAnswer answer) {
    try {
      return answer.type().equals("application/problem+json")
          ? Json.mapper().readTree(answer.body()).path("code").asString("")
          : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  private void fail(int number, String why, RequestFuzz.Request request, ApiAnswer answer) {
    wrong.add(
        "request %d: %s%nanswered %s%n%s"
            .formatted(number, why, RequestFuzz.told(answer), request));
  }
}
