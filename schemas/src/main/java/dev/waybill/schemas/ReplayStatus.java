package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How far a replay is. */
public enum ReplayStatus {
  RUNNING("running"),
  DONE("done"),
  CANCELLED("cancelled"),
  FAILED("failed");

  private final String wireName;

  ReplayStatus(String wireName) {
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
  public static ReplayStatus of(String wireName) {
    return WireNames.find(values(), ReplayStatus::wireName, wireName);
  }
}
