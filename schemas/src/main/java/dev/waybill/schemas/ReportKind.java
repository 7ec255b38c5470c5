package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a record on an attempted topic tells. */
public enum ReportKind {
  STARTED("started"),
  FINISHED("finished"),
  FENCE("fence");

  private final String wireName;

  ReportKind(String wireName) {
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
  public static ReportKind of(String wireName) {
    return WireNames.find(values(), ReportKind::wireName, wireName);
  }
}
