package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Writes and reads the two envelopes of an attempt by hand: byte for byte what {@link Json} writes,
 * at a fraction of its cost, for each attempt carries two and each is written and read. What was
 * written in another order, with other fields or with text that needs escaping goes through {@link
 * Json}. Thread-safe.
 */
public final class AttemptEnvelopes {
  private static final int USUAL_LENGTH = 320;

  private AttemptEnvelopes() {}

  /** Writes the envelope of a dispatch. */
  public static byte[] write(AttemptDispatch dispatch) {
    StringBuilder out = begin(dispatch.v(), dispatch.lane(), dispatch.item());
    out.append(",\"run\":").append(dispatch.run());
    out.append(",\"attempt\":").append(dispatch.attempt());
    text(out, "not_before", Json.format(dispatch.notBefore()));
    text(out, "not_after", Json.format(dispatch.notAfter()));
    out.append(",\"call_timeout_ms\":").append(dispatch.callTimeoutMs());
    text(out, "mode", dispatch.mode().wireName());
    return out.append('}').toString().getBytes(US_ASCII);
  }

  /** Writes the envelope of a report. */
  public static byte[] write(AttemptReport report) {
    String reason = report.reason();
    if (reason != null && !isPlain(reason)) {
      return Json.write(report);
    }
    StringBuilder out = begin(report.v(), report.lane(), report.item());
    out.append(",\"run\":").append(report.run());
    out.append(",\"attempt\":").append(report.attempt());
    text(out, "kind", report.kind().wireName());
    text(out, "at", Json.format(report.at()));
    text(out, "outcome", report.outcome() == null ? null : report.outcome().wireName());
    text(out, "reason", reason);
    other(out, "retry_after_ms", report.retryAfterMs());
    other(out, "credentials_version", report.credentialsVersion());
    other(out, "repeatable", report.repeatable());
    other(out, "reconcilable", report.reconcilable());
    other(out, "duration_ms", report.durationMs());
    other(out, "lane_wait_ms", report.laneWaitMs());
    other(out, "strained", report.strained());
    return out.append('}').toString().getBytes(US_ASCII);
  }

  private static StringBuilder begin(int version, UUID lane, UUID item) {
    StringBuilder out = new StringBuilder(USUAL_LENGTH);
    out.append("{\"v\":").append(version);
    text(out, "lane", lane.toString());
    text(out, "item", item.toString());
    return out;
  }

  private static void text(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append(",\"").append(name).append("\":\"").append(value).append('"');
    }
  }

  private static void other(StringBuilder out, String name, @Nullable Object value) {
    if (value != null) {
      out.append(",\"").append(name).append("\":").append(value);
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the envelope of a dispatch.
   *
   * @throws JacksonException if it is none
   */
  public static AttemptDispatch readDispatch(byte[] json) {
    Reader in = new Reader(json);
    AttemptDispatch read =
        new AttemptDispatch(
            (int) in.number("{\"v\":"),
            in.uuid("lane"),
            in.uuid("item"),
            (int) in.number(",\"run\":"),
            (int) in.number(",\"attempt\":"),
            in.time("not_before"),
            in.time("not_after"),
            in.number(",\"call_timeout_ms\":"),
            in.name("mode", AttemptMode.values(), AttemptMode::wireName, AttemptMode.EXECUTE));
    return in.isAtEnd() ? read : Json.read(json, AttemptDispatch.class);
  }

  /**
   * Reads the envelope of a report.
   *
   * @throws JacksonException if it is none
   */
  public static AttemptReport readReport(byte[] json) {
    Reader in = new Reader(json);
    AttemptReport read =
        new AttemptReport(
            (int) in.number("{\"v\":"),
            in.uuid("lane"),
            in.uuid("item"),
            (int) in.number(",\"run\":"),
            (int) in.number(",\"attempt\":"),
            in.name("kind", ReportKind.values(), ReportKind::wireName, ReportKind.FENCE),
            in.time("at"),
            in.has(",\"outcome\":")
                ? in.name(
                    "outcome", OutcomeKind.values(), OutcomeKind::wireName, OutcomeKind.UNKNOWN)
                : null,
            null,
            null,
            null,
            in.truth(",\"repeatable\":"),
            in.truth(",\"reconcilable\":"),
            in.has(",\"duration_ms\":") ? in.number(",\"duration_ms\":") : null,
            in.has(",\"lane_wait_ms\":") ? in.number(",\"lane_wait_ms\":") : null,
            in.truth(",\"strained\":"));
    return in.isAtEnd() ? read : Json.read(json, AttemptReport.class);
  }

  /**
   * Goes over the form that is written here, and fails for good at the first byte that is not of
   * it; what it answers from then on means nothing.
   */
  private static final class Reader {
    private static final UUID NONE = new UUID(0, 0);
    private static final int UUID_LENGTH = 36;
    private static final int TIME_LENGTH = 24;
    private static final int MOST_DIGITS = 9;

    private final String text;
    private int at;
    private boolean failed;

    Reader(byte[] json) {
      text = new String(json, ISO_8859_1);
    }

    boolean isAtEnd() {
      return !failed && at == text.length() - 1 && text.charAt(at) == '}';
    }

    boolean has(String part) {
      return text.startsWith(part, at);
    }

    private boolean take(String part) {
      if (has(part)) {
        at += part.length();
        return true;
      }
      failed = true;
      return false;
    }

    /** Without a sign, and short enough for an int. */
    long number(String before) {
      take(before);
      int first = at;
      long number = 0;
      while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
        number = 10 * number + (text.charAt(at++) - '0');
      }
      int digits = at - first;
      failed |= digits == 0 || digits > MOST_DIGITS || (digits > 1 && text.charAt(first) == '0');
      return number;
    }

    @Nullable Boolean truth(String before) {
      if (!has(before)) {
        return null;
      }
      take(before);
      boolean yes = has("true");
      take(yes ? "true" : "false");
      return yes;
    }

    UUID uuid(String name) {
      String value = quoted(name, UUID_LENGTH);
      try {
        UUID read = value == null ? NONE : UUID.fromString(value);
        // Also lenient forms are read by it, which have other lengths when written.
        failed |= value == null || !read.toString().equals(value);
        return read;
      } catch (IllegalArgumentException e) {
        failed = true;
        return NONE;
      }
    }

    Instant time(String name) {
      Instant read = WireTime.parse(quoted(name, TIME_LENGTH));
      failed |= read == null;
      return read == null ? Instant.EPOCH : read;
    }

    private @Nullable String quoted(String name, int length) {
      take(",\"");
      take(name);
      take("\":\"");
      int end = at + length;
      if (failed || end >= text.length() || text.charAt(end) != '"') {
        failed = true;
        return null;
      }
      String value = text.substring(at, end);
      at = end + 1;
      return value;
    }

    <E> E name(String name, E[] values, Function<E, String> wireName, E otherwise) {
      take(",\"");
      take(name);
      take("\":\"");
      for (E value : values) {
        String written = wireName.apply(value);
        if (has(written) && text.startsWith("\"", at + written.length())) {
          at += written.length() + 1;
          return value;
        }
      }
      failed = true;
      return otherwise;
    }
  }
}
