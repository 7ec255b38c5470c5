package dev.waybill.lane.core;

import java.util.Objects;

/**
 * What an item waits for: an earlier item of its lane.
 *
 * @param item the earlier item; one that is not known when the referring item comes in is not
 *     waited for, so that nothing ever waits for something later
 * @param run which run of it, filled in by the engine when the referring item comes in; {@link
 *     #ANY_RUN} before
 */
public record Reference(ItemId item, int run) {
  /** The run that is going on, or was the last, when the referring item comes in. */
  public static final int ANY_RUN = 0;

  public Reference {
    Objects.requireNonNull(item, "item");
  }

  /** A reference as an application makes it. */
  public static Reference to(ItemId item) {
    return new Reference(item, ANY_RUN);
  }
}
