package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which operations of a connection keep their order among themselves. */
public enum Ordering {
  PER_RESOURCE("per_resource"),
  STRICT("strict"),
  NONE("none");

  private final String wireName;

  Ordering(String wireName) {
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
  public static Ordering of(String wireName) {
    return WireNames.find(values(), Ordering::wireName, wireName);
  }
}
