package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Why an operation failed for good (CONTRACT 3.2). */
public enum FailureCode {
  REJECTED("rejected"),
  RETRIES_EXHAUSTED("retries_exhausted"),
  EXPIRED("expired"),
  CANCELLED("cancelled"),
  UNKNOWN_OUTCOME("unknown_outcome"),
  UNAUTHORIZED("unauthorized"),
  DEPENDENCY_FAILED("dependency_failed"),
  UNKNOWN_CONNECTION("unknown_connection"),
  CONNECTION_DELETED("connection_deleted"),
  INVALID_REQUEST("invalid_request"),

  /** The lane was full; or of a synchronous one: it would have had to wait for more than a slot. */
  BUSY("busy");

  private final String wireName;

  FailureCode(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire; part of the contract, unlike the constant's own name. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /**
   * Finds a constant by its wire name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known names
   */
  @JsonCreator
  public static FailureCode of(String wireName) {
    return WireNames.find(values(), FailureCode::wireName, wireName);
  }
}
