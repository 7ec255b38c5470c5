package dev.waybill.api.http;

/**
 * Every code that an error answer can carry (CONTRACT 3), with its status and what it means. Codes
 * are public API: they are never renamed, and their status never changes. {@code GET /problems}
 * lists them.
 */
public enum ProblemCode {
  BAD_REQUEST("bad_request", 400, "The request is not HTTP as we understand it"),
  MALFORMED_JSON("malformed_json", 400, "The body is not JSON"),
  INVALID_QUERY("invalid_query", 400, "A query parameter is unknown or has a wrong value"),
  INVALID_HEADER("invalid_header", 400, "A request header has a wrong value"),
  INVALID_CURSOR("invalid_cursor", 400, "The cursor does not belong to this query"),
  UNAUTHENTICATED("unauthenticated", 401, "The request has no valid bearer token"),
  INSUFFICIENT_SCOPE("insufficient_scope", 403, "The token does not grant the right to do this"),
  READ_ONLY_SHARE("read_only_share", 403, "The fleet shares this resource for reading only"),
  NOT_FOUND("not_found", 404, "There is nothing at this path"),
  CONNECTION_NOT_FOUND("connection_not_found", 404, "There is no such connection"),
  OPERATION_NOT_FOUND("operation_not_found", 404, "There is no such operation"),
  RESOURCE_NOT_FOUND("resource_not_found", 404, "There is no such resource on the connection"),
  TSP_NOT_FOUND("tsp_not_found", 404, "There is no such TSP"),
  WEBHOOK_NOT_FOUND("webhook_not_found", 404, "There is no such webhook"),
  DEAD_LETTER_NOT_FOUND("dead_letter_not_found", 404, "There is no such dead letter"),
  METHOD_NOT_ALLOWED("method_not_allowed", 405, "The path does not know this method"),
  REQUEST_TIMEOUT("request_timeout", 408, "The body came too slowly"),
  CONNECTION_DELETED("connection_deleted", 409, "The connection is deleted"),
  CONNECTION_PAUSED("connection_paused", 409, "The connection is paused"),
  CONNECTION_SUSPENDED(
      "connection_suspended", 409, "The TSP has refused the connection's credentials"),
  WEBHOOK_NOT_ACTIVE("webhook_not_active", 409, "The webhook is paused or disabled"),
  TOO_MANY_WEBHOOKS("too_many_webhooks", 409, "The partner has as many webhooks as it may"),
  RESOURCE_BUSY("resource_busy", 409, "Something else is under way that has to end first"),
  OPERATION_CANCELLED("operation_cancelled", 409, "The operation was cancelled meanwhile"),
  OPERATION_ENDED("operation_ended", 409, "The operation has ended"),
  OPERATION_NOT_FAILED("operation_not_failed", 409, "The operation has not failed"),
  OPERATION_TOO_OLD("operation_too_old", 409, "The operation failed too long ago"),
  DEAD_LETTER_PUT_BACK("dead_letter_put_back", 409, "The dead letter was put back before"),
  DEAD_LETTER_KEPT("dead_letter_kept", 409, "The dead letter cannot be put back"),
  BODY_TOO_LARGE("body_too_large", 413, "The body is larger than is allowed"),
  UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415, "The body is not of a type we read"),
  INVALID_BODY("invalid_body", 422, "The body does not fit its schema"),
  IDEMPOTENCY_KEY_REUSED(
      "idempotency_key_reused", 422, "The idempotency key was used with another body"),
  REJECTED_BY_TSP("rejected_by_tsp", 422, "The TSP says that the data is invalid"),
  OPERATION_INVALID("operation_invalid", 422, "The operation cannot be carried out as asked"),
  TOO_MANY_REQUESTS("too_many_requests", 429, "The partner has made more requests than it may"),
  TOO_MANY_BATCHES("too_many_batches", 429, "The partner has too many batches under way"),
  BACKLOG_FULL("backlog_full", 429, "As many operations wait already as may"),
  INTERNAL_ERROR("internal_error", 500, "Something went wrong on our side"),
  NOT_IMPLEMENTED("not_implemented", 501, "This is not available"),
  NOT_SUPPORTED_BY_TSP("not_supported_by_tsp", 501, "The TSP's adapter can't do this"),
  TSP_FAILED("tsp_failed", 502, "The TSP failed"),
  OUTCOME_UNKNOWN("outcome_unknown", 502, "Whether the TSP did it is not known"),
  NOT_ENDED_IN_TIME("not_ended_in_time", 504, "The operation did not end in time"),
  NOT_ACKNOWLEDGED("not_acknowledged", 503, "Kafka did not acknowledge in time"),
  BUSY("busy", 503, "The instance has as much to do as it takes on"),
  KAFKA_UNAVAILABLE("kafka_unavailable", 503, "Kafka does not answer"),
  VIEW_UNAVAILABLE("view_unavailable", 503, "The view of operations is being moved or restored"),
  REGISTRY_UNAVAILABLE("registry_unavailable", 503, "The registry cannot be read at the moment"),
  KEYS_UNAVAILABLE("keys_unavailable", 503, "The token issuer's keys cannot be read");

  private final String wireName;
  private final int status;
  private final String title;

  ProblemCode(String wireName, int status, String title) {
    this.wireName = wireName;
    this.status = status;
    this.title = title;
  }

  /** The stable code, for programs. */
  public String wireName() {
    return wireName;
  }

  /** The HTTP status that always goes with it. */
  public int status() {
    return status;
  }

  /** What it means, for people. */
  public String title() {
    return title;
  }

  /** The code for a refusal by the HTTP server itself. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      default -> status >= 500 ? INTERNAL_ERROR : BAD_REQUEST;
    };
  }
}
