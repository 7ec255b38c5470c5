package dev.waybill.api.auth;

import java.util.Arrays;
import java.util.List;

/** A right that a token can grant (CONTRACT 2). */
public enum Scope {
  TELEMATICS_WRITE("telematics:write"),
  RESOURCE_OPERATION_READ("resource_operation:read"),
  RESOURCE_OPERATION_WRITE("resource_operation:write"),
  CONNECTION_READ("connection:read"),
  CONNECTION_WRITE("connection:write"),
  WEBHOOK_READ("webhook:read"),
  WEBHOOK_WRITE("webhook:write"),
  OPS_READ("ops:read"),
  OPS_WRITE("ops:write");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** The name in a token's {@code scope} claim. */
  public String wireName() {
    return wireName;
  }

  /** All names, in the contract's order. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Scope::wireName).toList();
  }
}
