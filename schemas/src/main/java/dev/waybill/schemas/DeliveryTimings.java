package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How long the phases of a delivery attempt took, in milliseconds. Null: it did not come to that,
 * or a connection was there already.
 *
 * @param lookupMs the look-up of the name, and the wait for a place among the connections
 * @param firstByteMs from the request to the end of the answer's headers
 * @param bodyMs reading the answer's body
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryTimings(
    @Nullable Long lookupMs,
    @Nullable Long connectMs,
    @Nullable Long tlsMs,
    @Nullable Long firstByteMs,
    @Nullable Long bodyMs) {
  /** Nothing was begun. */
  public static final DeliveryTimings NONE = new DeliveryTimings(null, null, null, null, null);
}
