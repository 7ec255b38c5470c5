package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error answer, {@code application/problem+json} (RFC 9457).
 *
 * @param type a URI reference that names the code's documentation
 * @param title for people, the same for every problem of a code
 * @param detail for people, what happened this time and what to do
 * @param code stable, for programs
 * @param retryAfterS when to try again, in seconds, as the header {@code Retry-After} says it: an
 *     entry of a batch has no header of its own
 * @param errors of 422: every field that is wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String requestId,
    @Nullable Integer retryAfterS,
    @Nullable List<FieldError> errors,
    @Nullable Operation operation) {

  /**
   * One wrong field.
   *
   * @param pointer JSON Pointer (RFC 6901) into the body
   */
  public record FieldError(String pointer, String code, String message) {}
}
