package dev.waybill.schemas;

import java.util.Map;

/**
 * The fields of payloads that name another resource of the connection, and what kind each names
 * (CONTRACT 3.1). Names mean the same in every payload. Beside each, once it is known, stands a
 * twin of that name behind {@value #TWIN} with the TSP's id.
 */
public final class ReferenceFields {
  /** What the name of a twin starts with. */
  public static final String TWIN = "source_";

  /** Field → what it names. */
  public static final Map<String, Resource> ALL =
      Map.of(
          "sender_id", Resource.USER,
          "recipient_id", Resource.USER,
          "recipient_ids", Resource.USER,
          "reply_to_message_id", Resource.MESSAGE,
          "driver_id", Resource.USER,
          "co_driver_id", Resource.USER,
          "vehicle_id", Resource.VEHICLE,
          "trailer_id", Resource.TRAILER);

  private ReferenceFields() {}
}
