package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What an operation does to its resource. */
public enum OperationType {
  CREATE("create"),
  UPDATE("update");

  private final String wireName;

  OperationType(String wireName) {
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
  public static OperationType of(String wireName) {
    return WireNames.find(values(), OperationType::wireName, wireName);
  }
}
