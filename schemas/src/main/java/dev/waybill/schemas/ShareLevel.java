package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a fleet shares of one resource with the partner. */
public enum ShareLevel {
  READ("read"),
  READ_WRITE("read_write");

  private final String wireName;

  ShareLevel(String wireName) {
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
  public static ShareLevel of(String wireName) {
    return WireNames.find(values(), ShareLevel::wireName, wireName);
  }
}
