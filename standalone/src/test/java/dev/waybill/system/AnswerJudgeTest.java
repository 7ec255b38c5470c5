package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.ApiDocuments;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The judge of answers finds what it is there for. */
class AnswerJudgeTest {
  private static final ApiDescription DESCRIPTION = ApiDescription.of(ApiDocuments.openApi());
  private static final String ENTRY =
      "{\"type\":\"/problems/not_found\",\"code\":\"not_found\",\"status\":404,\"title\":\"t\"%s}";

  private final AnswerJudge judge = new AnswerJudge(DESCRIPTION);

  @Test
  void findsNothingWhereAllIsAsDocumented() {
    assertThat(judged(200, ENTRY.formatted(""), Map.of())).isEmpty();
  }

  @Test
  void findsEachThingThatIsNotDocumented() {
    assertThat(judged(418, "{}", Map.of())).singleElement().asString().contains("418");
    assertThat(judged(200, ENTRY.formatted(",\"more\":1"), Map.of()))
        .singleElement()
        .asString()
        .contains("more");
    assertThat(judged(200, ENTRY.formatted("").replace("not_found\",\"s", "no\",\"s"), Map.of()))
        .isNotEmpty();
    assertThat(judged(200, ENTRY.formatted(""), Map.of("x-more", "1")))
        .singleElement()
        .asString()
        .contains("x-more");
    assertThat(judged(200, ENTRY.formatted(""), Map.of("cache-control", "public")))
        .singleElement()
        .asString()
        .contains("Cache-Control");
    assertThat(judged(200, ENTRY.formatted(""), Map.of("content-type", "text/plain")))
        .singleElement()
        .asString()
        .contains("text/plain");
  }

  private List<String> judged(int status, String body, Map<String, String> more) {
    Map<String, List<String>> headers = new TreeMap<>();
    headers.put("content-type", List.of("application/json"));
    headers.put("x-content-type-options", List.of("nosniff"));
    headers.put("cache-control", List.of("no-store"));
    headers.put("content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"));
    headers.put("x-request-id", List.of("019aa9f6-7b2c-7a31-8f00-3c5d7e9f1b2d"));
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    ApiDescription.Described operation =
        DESCRIPTION.operations().stream()
            .filter(o -> o.id().equals("readProblem"))
            .findFirst()
            .orElseThrow();
    return judge.judge(operation, new ApiAnswer(status, headers, body));
  }
}
