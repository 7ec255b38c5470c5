package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How far an operation has come within its current run. */
public enum Phase {
  QUEUED("queued"),
  WAITING("waiting"),
  DISPATCHED("dispatched"),
  RETRYING("retrying"),
  DONE("done");

  private final String wireName;

  Phase(String wireName) {
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
  public static Phase of(String wireName) {
    return WireNames.find(values(), Phase::wireName, wireName);
  }
}
