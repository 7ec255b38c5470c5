package dev.waybill.api.http;

import dev.waybill.schemas.Operation;
import dev.waybill.schemas.Problem.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request is refused. It unwinds an endpoint's handler to the edge, where it becomes a problem
 * answer; it is not a sign of a bug and carries no stack trace.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;
  private final transient @Nullable Operation operation;

  /**
   * Refuses a request.
   *
   * @param detail what happened this time and what to do; shown to the caller
   */
  public RefusedException(ProblemCode code, String detail) {
    this(code, detail, List.of(), Map.of(), null);
  }

  /**
   * Refuses a body.
   *
   * @param errors each wrong field
   */
  public RefusedException(ProblemCode code, String detail, List<FieldError> errors) {
    this(code, detail, errors, Map.of(), null);
  }

  /**
   * Refuses a request with headers of its own.
   *
   * @param headers to be answered, by name
   */
  public RefusedException(ProblemCode code, String detail, Map<String, String> headers) {
    this(code, detail, List.of(), headers, null);
  }

  /**
   * Tells of a synchronous operation that ended badly, or not in time.
   *
   * @param headers to be answered, by name
   */
  public RefusedException(
      ProblemCode code, String detail, Operation operation, Map<String, String> headers) {
    this(code, detail, List.of(), headers, operation);
  }

  private RefusedException(
      ProblemCode code,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers,
      @Nullable Operation operation) {
    super(detail, null, false, false);
    this.code = code;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
    this.operation = operation;
  }

  /** Something that we depend on does not answer now; the caller should come back shortly. */
  public static RefusedException retryLater(ProblemCode code, String detail, int seconds) {
    return new RefusedException(code, detail, Map.of("Retry-After", seconds + ""));
  }

  /** One wrong field of the body. */
  public static RefusedException invalidField(String pointer, String fieldCode, String message) {
    return new RefusedException(
        ProblemCode.INVALID_BODY,
        "the body has one problem: " + message,
        List.of(new FieldError(pointer, fieldCode, message)));
  }

  /** The same with one more header. */
  public RefusedException with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RefusedException(code, detail(), errors, more, operation);
  }

  public ProblemCode code() {
    return code;
  }

  /** What happened this time and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<FieldError> errors() {
    return errors;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** The operation as it is; null unless one was begun. */
  public @Nullable Operation operation() {
    return operation;
  }
}
