package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a single attempt ended. */
public enum AttemptStatus {
  SUCCESS("success"),
  FAILED("failed");

  private final String wireName;

  AttemptStatus(String wireName) {
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
  public static AttemptStatus of(String wireName) {
    return WireNames.find(values(), AttemptStatus::wireName, wireName);
  }
}
