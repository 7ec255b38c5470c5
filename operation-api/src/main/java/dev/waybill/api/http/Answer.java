package dev.waybill.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers.
 *
 * @param body written as JSON unless it is bytes; null for none
 * @param headers by name; {@code Content-Type} is JSON unless named
 */
public record Answer(int status, @Nullable Object body, Map<String, String> headers) {
  /** 200 with a body. */
  public static Answer ok(Object body) {
    return of(200, body);
  }

  /** 204. */
  public static Answer noContent() {
    return new Answer(204, null, Map.of());
  }

  /** A status with a body. */
  public static Answer of(int status, Object body) {
    return new Answer(status, body, Map.of());
  }

  /** The same with one more header. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, body, more);
  }

  /** The same with more headers. */
  public Answer withAll(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, body, all);
  }
}
