package dev.waybill.simulator;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Problem;
import dev.waybill.schemas.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/** An answer to be sent. */
record Answer(int status, Map<String, String> headers, @Nullable HttpEntity entity) {
  private static final ContentType PROBLEM = ContentType.create("application/problem+json");
  private static final AtomicLong PROBLEMS = new AtomicLong();

  static Answer empty(int status) {
    return new Answer(status, Map.of(), null);
  }

  static Answer json(int status, Object body) {
    return of(status, ContentType.APPLICATION_JSON, body);
  }

  /** An error in the simulated TSP's own dialect. */
  static Answer error(int status, String code, String text) {
    return json(status, Map.of("error", new TreeMap<>(Map.of("code", code, "text", text))));
  }

  /** An error of the control endpoints. */
  static Answer problem(
      int status, String code, String title, String detail, @Nullable List<FieldError> errors) {
    String requestId = "simulator-" + PROBLEMS.incrementAndGet();
    return of(
        status,
        PROBLEM,
        new Problem("about:blank", title, status, detail, code, requestId, null, errors, null));
  }

  Answer with(String header, String value) {
    return with(Map.of(header, value));
  }

  Answer with(Map<String, String> others) {
    Map<String, String> more = new TreeMap<>(headers);
    more.putAll(others);
    return new Answer(status, more, entity);
  }

  ClassicHttpResponse toResponse() {
    ClassicHttpResponse response = new BasicClassicHttpResponse(status);
    headers.forEach(response::addHeader);
    response.setEntity(entity);
    return response;
  }

  private static Answer of(int status, ContentType type, Object body) {
    return new Answer(status, Map.of(), new ByteArrayEntity(Json.write(body), type));
  }
}
