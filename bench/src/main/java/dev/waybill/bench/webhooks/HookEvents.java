package dev.waybill.bench.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.UUID;

/**
 * The events that are delivered, each of an operation of its own; of about 600 bytes. The number of
 * an event is in its id, the number of its partner, who has one endpoint, in the partner's.
 */
final class HookEvents {
  private static final String EVENT = "00000000-0000-7000-8000-";
  private static final String OPERATION = "00000000-0000-7000-9000-";
  private static final String PARTNER = "00000000-0000-7000-a000-";
  private static final int DIGITS = 12;
  private static final int NUMBER_AT = "{\"id\":\"".length() + EVENT.length();
  private static final byte[] PARTNER_FIELD = "\"partner_id\":\"".getBytes(US_ASCII);
  private static final int PAYLOAD = 200;

  private final String rest;

  /**
   * Events that have just happened.
   *
   * @param at when
   */
  HookEvents(Instant at) {
    this.rest =
        "\",\"type\":\"resource_operation.succeeded\",\"version\":\"1.0\",\"timestamp\":\""
            + at
            + "\",\"data\":{\"id\":\""
            + OPERATION
            + "%s\",\"partner_id\":\""
            + PARTNER
            + "%s\",\"connection_id\":\"00000000-0000-7000-b000-000000000001\",\"fleet_ref\":"
            + "\"fleet\",\"resource\":\"message\",\"operation_type\":\"create\",\"status\":"
            + "\"success\",\"is_sync\":false,\"payload\":{\"message_text\":\""
            + "x".repeat(PAYLOAD)
            + "\"}}}";
  }

  /** An event of a partner. */
  byte[] event(int number, int partner) {
    return ("{\"id\":\"" + EVENT + hex(number) + rest.formatted(hex(number), hex(partner)))
        .getBytes(US_ASCII);
  }

  /** The key that an event lies under: that of its operation, so that all partitions have some. */
  static byte[] key(int number) {
    return (OPERATION + hex(number)).getBytes(US_ASCII);
  }

  static UUID partner(int number) {
    return UUID.fromString(PARTNER + hex(number));
  }

  /** The number of an event that begins there. */
  static int number(byte[] text, int at) {
    return parse(text, at + NUMBER_AT);
  }

  /** The number of the partner of an event. */
  static int partnerOf(byte[] event) {
    for (int i = 0; i < event.length - PARTNER_FIELD.length; i++) {
      int same = 0;
      while (same < PARTNER_FIELD.length && event[i + same] == PARTNER_FIELD[same]) {
        same++;
      }
      if (same == PARTNER_FIELD.length) {
        return parse(event, i + same + PARTNER.length());
      }
    }
    throw new IllegalArgumentException("no event of ours");
  }

  private static int parse(byte[] text, int at) {
    int number = 0;
    for (int i = 0; i < DIGITS; i++) {
      number = number << 4 | Character.digit(text[at + i], 16);
    }
    return number;
  }

  private static String hex(int number) {
    String digits = Integer.toHexString(number);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }
}
