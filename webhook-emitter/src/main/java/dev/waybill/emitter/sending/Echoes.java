package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of an answer what a receiver repeats of a request's secrets: answers are logged. */
final class Echoes {
  private static final String MASK = "*****";

  /** Shorter ones are no secrets, and stand in many texts by chance. */
  private static final int SHORTEST = 8;

  private static final Pattern SIGNATURE = Pattern.compile("v1a?,[A-Za-z0-9+/=]{20,}");

  /** What a signature has at most: an Ed25519 one in Base64, and its version. */
  private static final int SIGNATURE_BYTES = 128;

  private Echoes() {}

  /** How many bytes the longest of the values, or a signature, can have. */
  static int longest(Collection<String> values) {
    int longest = SIGNATURE_BYTES;
    for (String value : values) {
      longest = Math.max(longest, value.getBytes(UTF_8).length);
    }
    return longest;
  }

  /**
   * The beginning of a text without signatures, without the values of headers, and without their
   * last words: a token may be told without its scheme. What lies across the end is masked whole.
   *
   * @param excerpt how many characters of the text are wanted
   */
  static String mask(String text, int excerpt, Collection<String> values) {
    BitSet hidden = new BitSet(text.length());
    Matcher signatures = SIGNATURE.matcher(text);
    while (signatures.find()) {
      hidden.set(signatures.start(), signatures.end());
    }
    for (String value : values) {
      hide(text, value, hidden);
      hide(text, value.substring(value.lastIndexOf(' ') + 1), hidden);
    }
    StringBuilder masked = new StringBuilder(excerpt);
    int at = 0;
    while (at < excerpt) {
      int shown = hidden.nextClearBit(at);
      if (shown > at) {
        masked.append(MASK);
        at = shown;
      } else {
        masked.append(text.charAt(at++));
      }
    }
    return masked.toString();
  }

  private static void hide(String text, String secret, BitSet hidden) {
    if (secret.length() < SHORTEST) {
      return;
    }
    for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      hidden.set(at, at + secret.length());
    }
  }
}
