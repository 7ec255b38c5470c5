package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a command asks for. */
public enum CommandType {
  TEACH_IDENTITY("teach_identity"),
  CANCEL("cancel"),
  EXPEDITE("expedite"),
  RETRY("retry");

  private final String wireName;

  CommandType(String wireName) {
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
  public static CommandType of(String wireName) {
    return WireNames.find(values(), CommandType::wireName, wireName);
  }
}
