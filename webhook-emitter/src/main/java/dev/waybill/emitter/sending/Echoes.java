package dev.waybill.emitter.sending;

import java.util.Collection;
import java.util.regex.Pattern;

/** Takes out of an answer what a receiver repeats of a request's secrets: answers are logged. */
final class Echoes {
  private static final String MASK = "*****";

  /** Shorter ones are no secrets, and stand in many texts by chance. */
  private static final int SHORTEST = 8;

  private static final Pattern SIGNATURE = Pattern.compile("v1a?,[A-Za-z0-9+/=]{20,}");

  private Echoes() {}

  /**
   * The text without signatures, without the values of headers, and without their last words: a
   * token may be told without its scheme.
   */
  static String mask(String text, Collection<String> values) {
    String masked = SIGNATURE.matcher(text).replaceAll(MASK);
    for (String value : values) {
      masked = without(without(masked, value), value.substring(value.lastIndexOf(' ') + 1));
    }
    return masked;
  }

  private static String without(String text, String secret) {
    return secret.length() < SHORTEST ? text : text.replace(secret, MASK);
  }
}
