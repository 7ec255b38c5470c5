package dev.waybill.tsp;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request in the TSP's dialect, just as it is sent.
 *
 * @param headers in the order they are sent; without those that the HTTP client adds itself
 * @param body null if there is none
 * @param secretHeaders names of the headers whose values are secrets, in any case
 */
public record TranslatedRequest(
    String method,
    URI url,
    Map<String, String> headers,
    @Nullable JsonNode body,
    Set<String> secretHeaders) {

  /** Copies the collections. */
  public TranslatedRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(secretHeaders);
    secretHeaders = Collections.unmodifiableSet(names);
  }

  /** The same request with {@link Credentials#MASK} for each secret: fit to be shown and logged. */
  public TranslatedRequest masked() {
    Map<String, String> shown = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> shown.put(name, secretHeaders.contains(name) ? Credentials.MASK : value));
    return new TranslatedRequest(method, url, shown, body, secretHeaders);
  }

  /** Method and address only. */
  @Override
  public String toString() {
    return method.toUpperCase(Locale.ROOT) + " " + url;
  }
}
