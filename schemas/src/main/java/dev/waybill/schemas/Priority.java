package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which of its lane's three queues an operation waits in. */
public enum Priority {
  LOW("low"),
  NORMAL("normal"),
  HIGH("high");

  private final String wireName;

  Priority(String wireName) {
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
  public static Priority of(String wireName) {
    return WireNames.find(values(), Priority::wireName, wireName);
  }
}
