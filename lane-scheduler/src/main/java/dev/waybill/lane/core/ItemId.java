package dev.waybill.lane.core;

import java.util.Objects;
import java.util.UUID;

/**
 * Names an item within its lane. A second arrival of the same id is dropped for as long as the
 * dedupe window lasts.
 *
 * @param value chosen by whoever made the item
 */
public record ItemId(UUID value) {
  public ItemId {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
