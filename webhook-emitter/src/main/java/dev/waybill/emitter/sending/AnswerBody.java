package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * What was read of an answer's body. Nothing is decoded: we ask for no encoding, and a receiver
 * that answers with one all the same (a gzip bomb, say) has it counted, and thrown away, as it
 * came.
 *
 * @param text its beginning and some more, with what is no text replaced; empty if it is encoded
 * @param excerpt how many characters of the text are its beginning, and may be kept; what comes
 *     after them is there so that a secret that lies across the end is recognised
 * @param whole whether it was read to its end, so that the connection can be used again
 */
record AnswerBody(String text, int excerpt, boolean whole) {
  private static final int BUFFER_BYTES = 4_096;

  /**
   * Reads a body up to a bound.
   *
   * @param excerptBytes of its beginning
   * @param moreBytes beyond that, as many as the longest secret has
   * @throws IOException if it breaks off
   */
  static AnswerBody read(@Nullable HttpEntity body, int mostBytes, int excerptBytes, int moreBytes)
      throws IOException {
    if (body == null) {
      return new AnswerBody("", 0, true);
    }
    int keptBytes = excerptBytes + moreBytes;
    InputStream in = body.getContent();
    byte[] buffer = new byte[BUFFER_BYTES];
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int total = 0;
    boolean whole = false;
    while (!whole && total <= mostBytes) {
      int read = in.read(buffer);
      whole = read < 0;
      total += Math.max(0, read);
      kept.write(buffer, 0, Math.clamp(read, 0, keptBytes - kept.size()));
    }
    if (body.getContentEncoding() != null) {
      return new AnswerBody("", 0, whole);
    }
    byte[] bytes = kept.toByteArray();
    int excerpt = text(bytes, Math.min(excerptBytes, bytes.length)).length();
    return new AnswerBody(text(bytes, bytes.length), excerpt, whole);
  }

  /** Without the half of a character at the cut, and without what could steer a terminal. */
  private static String text(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, UTF_8);
    String whole = text.endsWith("\uFFFD") ? text.substring(0, text.length() - 1) : text;
    return whole.replaceAll("[\\p{Cntrl}&&[^\\r\\n\\t]]", "\uFFFD");
  }
}
