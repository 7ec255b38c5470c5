package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The running service and {@code openapi.yaml} say the same: every documented status of every
 * operation is produced once, and every answer is as documented. A status without a scenario, and a
 * scenario without a status, fail. So does a problem code that nothing brings about, and a write
 * that leaves anything but one line of the audit trail.
 */
final class ConformanceIT {
  private static final int AT_ONCE = 12;
  private static final String PROBLEM = "application/problem+json";

  /**
   * One of each group of endpoints, and what it is answered with; each of them waits for Kafka for
   * as long as it may.
   */
  private static final Map<String, String> WITHOUT_KAFKA =
      Map.of(
          "createVehicle",
          "registry_unavailable",
          "listOperations",
          "view_unavailable",
          "readOperation",
          "view_unavailable",
          "putConnection",
          "registry_unavailable",
          "cancelOperation",
          "view_unavailable",
          "listDeadLetters",
          "kafka_unavailable");

  private final SharedWaybill waybill = SharedWaybill.get();
  private final ApiDescription description = ApiDescription.read(waybill.process().url());
  private final AnswerJudge judge = new AnswerJudge(description);

  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private final AuditJudge audit = new AuditJudge(waybill);

  @Test
  void everyDocumentedStatusIsProducedAndEveryAnswerIsAsDocumented(@TempDir Path folder)
      throws Exception {
    try (BareApi uncertain = BareApi.uncertain(folder.resolve("uncertain"));
        BareApi thrifty = BareApi.thrifty(folder.resolve("thrifty"))) {
      ApiScenery scenery = new ApiScenery();
      ApiScenarios scenarios =
          new ApiScenarios(scenery, uncertain.url(), SpentQuota.at(thrifty.url()));
      List<String> wrong = new ArrayList<>();
      Set<String> unused = new TreeSet<>(scenarios.names());
      List<Future<List<String>>> played = new ArrayList<>();
      try (ExecutorService threads =
          Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
        for (Described operation : description.operations()) {
          for (int status : operation.responses().keySet()) {
            unused.remove(operation.id() + " " + status);
            played.add(threads.submit(() -> play(scenarios, operation, status)));
          }
        }
        ApiCodes.more(scenery).forEach(row -> played.add(threads.submit(() -> play(row))));
      }
      played.forEach(one -> wrong.addAll(one.resultNow()));
      assertThat(wrong).isEmpty();
      assertThat(unused).as("scenarios for what is not documented").isEmpty();
      everyCodeIsProduced();
      assertThat(audit.problems()).as("audit trail").isEmpty();
    }
  }

  /** Here, or by the test that is named. */
  private void everyCodeIsProduced() throws IOException {
    Set<String> missing = new TreeSet<>();
    description
        .document()
        .at("/components/schemas/ProblemCode/enum")
        .forEach(code -> missing.add(code.asString()));
    missing.removeAll(codes);
    missing.removeAll(WITHOUT_KAFKA.values());
    assertThat(missing)
        .as("codes that no scenario is answered with")
        .containsExactlyElementsOf(ApiCodes.ELSEWHERE.keySet());
    Map<String, String> sources = GuaranteesPageTest.testSources();
    ApiCodes.ELSEWHERE.forEach((code, test) ->
        assertThat(sources.getOrDefault(test, ""))
            .as("%s brings %s about", test, code)
            .containsIgnoringCase(code));
  }

  @Test
  void withoutKafkaNothingIsAcceptedAndTheAnswerSaysSo(@TempDir Path folder) throws Exception {
    BareApi cutOff = BareApi.cutOff(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String token = SpentQuota.token(cutOff.url());
      List<Future<List<String>>> asked =
          description.operations().stream()
              .filter(one -> WITHOUT_KAFKA.containsKey(one.id()))
              .map(one -> threads.submit(() -> unavailable(one, cutOff.url(), token)))
              .toList();
      assertThat(asked).hasSize(WITHOUT_KAFKA.size());
      for (Future<List<String>> one : asked) {
        assertThat(one.get()).isEmpty();
      }
    } finally {
      // Its clients wait for Kafka to the end; nobody need wait for them.
      Thread.ofVirtual().start(cutOff::close);
    }
  }

  private List<String> unavailable(Described operation, String url, String token) {
    String path = operation.path().replaceAll("[{][^}]*[}]", UUID.randomUUID().toString());
    ApiCall call = ApiCall.of(url, operation.method(), path, token);
    ApiAnswer answer =
        operation.requestExample() == null
            ? call.send()
            : call.json(Json.write(operation.requestExample())).send();
    return answer.status() == 503 && code(answer).equals(WITHOUT_KAFKA.get(operation.id()))
        ? judge.judge(operation, answer)
        : List.of(operation.id() + " was answered with " + answer.status() + " " + answer.body());
  }

  private List<String> play(ApiScenarios scenarios, Described operation, int status) {
    String name = operation.id() + " " + status + ": ";
    ApiCall call;
    ApiAnswer answer;
    try {
      call = scenarios.call(operation, status).orElseThrow(NoSuchElementException::new);
      answer = call.send();
    } catch (NoSuchElementException e) {
      return List.of(name + "there is no scenario");
    } catch (RuntimeException | AssertionError e) {
      return List.of(name + "there was no answer: " + e);
    }
    if (answer.status() != status) {
      return List.of(name + call + " was answered with " + answer.status() + " " + answer.body());
    }
    audit.saw(operation.scope() == null, call, answer);
    List<String> wrong = new ArrayList<>(judge.judge(operation, answer));
    String expected = ApiCodes.of(operation, status).orElse("");
    // Tokens and health have problems of their own.
    if (answer.type().equals(PROBLEM) && !code(answer).equals(expected)) {
      wrong.add("it is " + code(answer) + " and not " + expected + ": " + answer.cut());
    }
    return wrong.stream().map(error -> name + error).toList();
  }

  private List<String> play(ApiCodes.Row row) {
    try {
      ApiCall call = row.call().get();
      ApiAnswer answer = call.send();
      // Who calls is not asked before there is something to call.
      audit.saw(Set.of("bad_request", "method_not_allowed").contains(row.code()), call, answer);
      return code(answer).equals(row.code())
          ? List.of()
          : List.of(row.code() + ": " + call + " was answered with " + answer.cut());
    } catch (RuntimeException | AssertionError e) {
      return List.of(row.code() + ": there was no answer: " + e);
    }
  }

  /** Of a problem; empty for what is none. */
  private String code(ApiAnswer answer) {
    if (!answer.type().equals(PROBLEM)) {
      return "";
    }
    String code = Json.mapper().readTree(answer.body()).path("code").asString("");
    codes.add(code);
    return code;
  }

  @Test
  void noPathTakesMoreMethodsThanAreDocumented() {
    Set<String> paths =
        description.operations().stream().map(Described::path).collect(Collectors.toSet());
    for (String path : paths) {
      ApiCall call =
          ApiCall.of(
              waybill.process().url(), "PROPFIND", path.replaceAll("[{][^}]*[}]", "x"), null);
      ApiAnswer answer = call.send();
      assertThat(answer.status()).as(path).isIn(404, 405);
      boolean everyService = path.startsWith("/health/") || path.equals("/metrics");
      if (!everyService) {
        assertThat(answer.header("allow"))
            .as(path)
            .contains(String.join(", ", description.methods(path)));
        assertThat(Json.mapper().readTree(answer.body()).get("code").asString())
            .isEqualTo("method_not_allowed");
      }
    }
  }

  @Test
  void codesAreDocumentedOnce() {
    ApiAnswer answer = ApiCall.of(waybill.process().url(), "GET", "/problems", null).send();
    assertThat(
            StreamSupport.stream(
                    Json.mapper().readTree(answer.body()).get("items").spliterator(), false)
                .map(item -> item.get("code").asString()))
        .containsExactlyElementsOf(
            StreamSupport.stream(
                    description.document().at("/components/schemas/ProblemCode/enum").spliterator(),
                    false)
                .map(code -> code.asString())
                .toList());
  }
}
