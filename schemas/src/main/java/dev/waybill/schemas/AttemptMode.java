package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What an executor is asked to do: the call itself, or finding out whether an earlier one took
 * effect.
 */
public enum AttemptMode {
  EXECUTE("execute"),
  RECONCILE("reconcile");

  private final String wireName;

  AttemptMode(String wireName) {
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
  public static AttemptMode of(String wireName) {
    return WireNames.find(values(), AttemptMode::wireName, wireName);
  }
}
