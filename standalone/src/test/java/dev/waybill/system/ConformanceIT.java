package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.system.ApiDescription.Described;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
 * scenario without a status, fail.
 */
final class ConformanceIT {
  private static final int AT_ONCE = 12;

  /** One of each group of endpoints; each of them waits for Kafka for as long as it may. */
  private static final Set<String> WITHOUT_KAFKA =
      Set.of(
          "createVehicle", "listOperations", "readOperation", "putConnection", "cancelOperation");

  private final SharedWaybill waybill = SharedWaybill.get();
  private final ApiDescription description = ApiDescription.read(waybill.process().url());
  private final AnswerJudge judge = new AnswerJudge(description);

  @Test
  void everyDocumentedStatusIsProducedAndEveryAnswerIsAsDocumented(@TempDir Path folder) {
    try (BareApi uncertain = BareApi.uncertain(folder.resolve("uncertain"));
        BareApi thrifty = BareApi.thrifty(folder.resolve("thrifty"))) {
      ApiScenarios scenarios =
          new ApiScenarios(new ApiScenery(), uncertain.url(), SpentQuota.at(thrifty.url()));
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
      }
      played.forEach(one -> wrong.addAll(one.resultNow()));
      assertThat(wrong).isEmpty();
      assertThat(unused).as("scenarios for what is not documented").isEmpty();
    }
  }

  @Test
  void withoutKafkaNothingIsAcceptedAndTheAnswerSaysSo(@TempDir Path folder) throws Exception {
    BareApi cutOff = BareApi.cutOff(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String token = SpentQuota.token(cutOff.url());
      List<Future<List<String>>> asked =
          description.operations().stream()
              .filter(one -> WITHOUT_KAFKA.contains(one.id()))
              .map(one -> threads.submit(() -> unavailable(one, cutOff.url(), token)))
              .toList();
      assertThat(asked).hasSameSizeAs(WITHOUT_KAFKA);
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
    return answer.status() == 503
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
    return judge.judge(operation, answer).stream().map(error -> name + error).toList();
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
