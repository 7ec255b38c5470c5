package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a waiting operation or lane waits for (guarantee G8). */
public enum WaitReason {
  LIMIT("limit"),
  CAP("cap"),
  ORDER("order"),
  REFERENCE("reference"),
  RETRY("retry"),
  BREAKER("breaker"),
  PAUSED("paused"),
  SUSPENDED("suspended");

  private final String wireName;

  WaitReason(String wireName) {
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
  public static WaitReason of(String wireName) {
    return WireNames.find(values(), WaitReason::wireName, wireName);
  }
}
