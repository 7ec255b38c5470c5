package dev.waybill.api.http;

import dev.waybill.schemas.Operation;
import dev.waybill.schemas.Problem;
import io.helidon.http.Status;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Problem answers (RFC 9457), and their documentation at {@code GET /problems}. */
public final class Problems {
  private static final String TYPE = "/problems/";

  private Problems() {}

  /** The endpoints that document the codes, open to everybody. */
  public static List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", "/problems", null, call -> Answer.ok(Map.of("items", documented()))),
        new Endpoint("GET", "/problems/{code}", null, Problems::one));
  }

  static Answer answer(RefusedException refusal, String requestId) {
    return answer(problem(refusal, requestId)).withAll(refusal.headers());
  }

  static Problem problem(RefusedException refusal, String requestId) {
    String retryAfter = refusal.headers().get("Retry-After");
    return problem(
        refusal.code(),
        refusal.detail(),
        requestId,
        retryAfter == null ? null : Integer.valueOf(retryAfter),
        refusal.errors(),
        refusal.operation());
  }

  static Answer internal(String requestId) {
    return answer(
        ProblemCode.INTERNAL_ERROR,
        "this is a fault on our side; when you report it, name the request id",
        requestId);
  }

  static Answer ofServer(Status status, String requestId) {
    ProblemCode code = ProblemCode.ofStatus(status.code());
    String detail =
        code == ProblemCode.NOT_FOUND ? "check the path and its spelling" : status.reasonPhrase();
    return answer(code, detail, requestId);
  }

  private static Answer answer(ProblemCode code, String detail, String requestId) {
    return answer(problem(code, detail, requestId, null, List.of(), null));
  }

  private static Answer answer(Problem problem) {
    return Answer.of(problem.status(), problem).with("Content-Type", "application/problem+json");
  }

  private static Problem problem(
      ProblemCode code,
      String detail,
      String requestId,
      @Nullable Integer retryAfterS,
      List<Problem.FieldError> errors,
      @Nullable Operation operation) {
    return new Problem(
        TYPE + code.wireName(),
        code.title(),
        code.status(),
        detail,
        code.wireName(),
        requestId,
        retryAfterS,
        errors.isEmpty() ? null : errors,
        operation);
  }

  private static Answer one(Call call) {
    String wanted = call.path("code");
    return Arrays.stream(ProblemCode.values())
        .filter(code -> code.wireName().equals(wanted))
        .findFirst()
        .map(code -> Answer.ok(document(code)))
        .orElseThrow(() -> new RefusedException(ProblemCode.NOT_FOUND, "there is no such code"));
  }

  private static List<Map<String, Object>> documented() {
    return Arrays.stream(ProblemCode.values()).map(Problems::document).toList();
  }

  private static Map<String, Object> document(ProblemCode code) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", TYPE + code.wireName());
    entry.put("code", code.wireName());
    entry.put("status", code.status());
    entry.put("title", code.title());
    return entry;
  }
}
