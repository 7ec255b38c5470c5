package dev.waybill.worker.outbound;

import dev.waybill.schemas.Json;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The bytes of an answer. Its text is never shown: it may hold anything. Immutable. */
public final class Body {
  private final byte[] bytes;

  Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The body as JSON; empty if it is none. */
  public Optional<JsonNode> json() {
    try {
      return bytes.length == 0 ? Optional.empty() : Optional.of(Json.mapper().readTree(bytes));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Its length only. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
