package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The class of a failed attempt, as partners know it. */
public enum ErrorType {
  AUTH("auth"),
  VALIDATION("validation"),
  NETWORK("network"),
  TSP("tsp"),
  UNKNOWN("unknown");

  private final String wireName;

  ErrorType(String wireName) {
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
  public static ErrorType of(String wireName) {
    return WireNames.find(values(), ErrorType::wireName, wireName);
  }
}
