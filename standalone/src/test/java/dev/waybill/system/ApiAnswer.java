package dev.waybill.system;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer of the API.
 *
 * @param headers by name in lower case
 */
record ApiAnswer(int status, Map<String, List<String>> headers, String body) {
  static ApiAnswer of(HttpResponse<String> response) {
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new ApiAnswer(response.statusCode(), headers, response.body());
  }

  Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  String type() {
    return header("content-type").orElse("").split(";", 2)[0];
  }

  /** The beginning of the body, for people. */
  String cut() {
    return body.length() > 300 ? body.substring(0, 300) + "…" : body;
  }
}
