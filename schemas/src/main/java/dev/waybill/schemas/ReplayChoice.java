package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which events a replay brings again. */
public enum ReplayChoice {
  FAILED("failed"),
  MISSING("missing"),
  ALL("all");

  private final String wireName;

  ReplayChoice(String wireName) {
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
  public static ReplayChoice of(String wireName) {
    return WireNames.find(values(), ReplayChoice::wireName, wireName);
  }
}
