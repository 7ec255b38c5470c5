package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether a connection takes calls. */
public enum ConnectionStatus {
  ACTIVE("active"),
  PAUSED("paused"),
  SUSPENDED("suspended"),
  DELETED("deleted");

  private final String wireName;

  ConnectionStatus(String wireName) {
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
  public static ConnectionStatus of(String wireName) {
    return WireNames.find(values(), ConnectionStatus::wireName, wireName);
  }
}
