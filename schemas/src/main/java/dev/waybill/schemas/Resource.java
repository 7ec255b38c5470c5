package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A kind of resource that can be written to a TSP (CONTRACT 3.1). */
public enum Resource {
  VEHICLE("vehicle"),
  TRAILER("trailer"),
  USER("user"),
  MESSAGE("message"),
  GROUP_MESSAGE("group_message"),
  DVIR_LOG("dvir_log"),
  FUEL_TRANSACTION("fuel_transaction"),
  WORKFLOW("workflow");

  private final String wireName;

  Resource(String wireName) {
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
  public static Resource of(String wireName) {
    return WireNames.find(values(), Resource::wireName, wireName);
  }
}
