package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which deliveries of an endpoint keep their order among themselves. */
public enum WebhookOrdering {
  NONE("none"),
  PER_OPERATION("per_operation"),
  STRICT("strict");

  private final String wireName;

  WebhookOrdering(String wireName) {
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
  public static WebhookOrdering of(String wireName) {
    return WireNames.find(values(), WebhookOrdering::wireName, wireName);
  }
}
