package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How the circuit breaker of a lane stands. */
public enum BreakerStatus {
  CLOSED("closed"),
  OPEN("open"),
  HALF_OPEN("half_open");

  private final String wireName;

  BreakerStatus(String wireName) {
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
  public static BreakerStatus of(String wireName) {
    return WireNames.find(values(), BreakerStatus::wireName, wireName);
  }
}
