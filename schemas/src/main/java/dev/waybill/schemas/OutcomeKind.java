package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How an attempt ended, as the scheduler needs to know it (ARCHITECTURE 4.4). */
public enum OutcomeKind {
  SUCCEEDED("succeeded"),
  REJECTED("rejected"),
  THROTTLED("throttled"),
  RETRYABLE("retryable"),
  UNAUTHORIZED("unauthorized"),
  NOT_STARTED("not_started"),
  UNKNOWN("unknown"),

  /** Only of an attempt to reconcile: the call in question did not happen. */
  NOT_HAPPENED("not_happened");

  private final String wireName;

  OutcomeKind(String wireName) {
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
  public static OutcomeKind of(String wireName) {
    return WireNames.find(values(), OutcomeKind::wireName, wireName);
  }
}
