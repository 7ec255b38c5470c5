package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for many secrets in many bytes, in one pass: as they are, in base64 (wherever in a longer
 * text they begin), in hexadecimal, and as a URL has them. For one thread.
 */
final class SecretScan {
  private static final int WINDOW = 8;
  private static final int FILTER_BITS = 16;

  private final Map<Long, List<Form>> byBeginning = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  private record Form(String what, byte[] bytes) {
    boolean isAt(byte[] text, int at) {
      return at + bytes.length <= text.length
          && Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length);
    }
  }

  /**
   * From now on looks for this, too.
   *
   * @param what for messages
   */
  void lookFor(String what, String secret) {
    lookFor(what, secret.getBytes(UTF_8));
    add(what + ", URL-coded", URLEncoder.encode(secret, UTF_8).getBytes(UTF_8));
  }

  /** The same of bytes that are no text. */
  void lookFor(String what, byte[] secret) {
    add(what, secret);
    add(what + ", hexadecimal", HexFormat.of().formatHex(secret).getBytes(UTF_8));
    for (int shift = 0; shift < 3; shift++) {
      add(what + ", base64", encoded(Base64.getEncoder(), secret, shift));
      add(what + ", base64 for URLs", encoded(Base64.getUrlEncoder(), secret, shift));
    }
  }

  /**
   * What stands in the base64 of a text with so many bytes before the secret, whatever they are.
   */
  private static byte[] encoded(Base64.Encoder encoder, byte[] secret, int before) {
    byte[] all = new byte[before + secret.length];
    System.arraycopy(secret, 0, all, before, secret.length);
    int from = Math.ceilDiv(before * 8, 6);
    int to = Math.floorDiv(all.length * 8, 6);
    return Arrays.copyOfRange(encoder.encode(all), from, to);
  }

  private void add(String what, byte[] form) {
    if (form.length < WINDOW) {
      throw new IllegalArgumentException("too short to be looked for: " + what);
    }
    long beginning = 0;
    for (int i = 0; i < WINDOW; i++) {
      beginning = next(beginning, form[i]);
    }
    filter.set(hash(beginning));
    byBeginning.computeIfAbsent(beginning, any -> new ArrayList<>()).add(new Form(what, form));
  }

  /** The secrets that are there, and in which form; never the secret itself. */
  Set<String> in(byte[] text) {
    Set<String> found = new TreeSet<>();
    long window = 0;
    for (int i = 0; i < text.length; i++) {
      window = next(window, text[i]);
      if (i >= WINDOW - 1 && filter.get(hash(window))) {
        int at = i - WINDOW + 1;
        byBeginning.getOrDefault(window, List.of()).stream()
            .filter(form -> form.isAt(text, at))
            .forEach(form -> found.add(form.what()));
      }
    }
    return found;
  }

  /** The same of a text. */
  Set<String> in(String text) {
    return in(text.getBytes(UTF_8));
  }

  private static long next(long window, byte b) {
    return window << 8 | (b & 0xff);
  }

  private static int hash(long window) {
    return (int) ((window * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - FILTER_BITS));
  }
}
