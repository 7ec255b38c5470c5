package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a single delivery attempt ended, and whether the delivery is over. */
public enum DeliveryStatus {
  SUCCEEDED("succeeded"),
  RETRYING("retrying"),
  FAILED("failed");

  private final String wireName;

  DeliveryStatus(String wireName) {
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
  public static DeliveryStatus of(String wireName) {
    return WireNames.find(values(), DeliveryStatus::wireName, wireName);
  }
}
