package dev.waybill.tsp;

import java.util.Map;
import java.util.Optional;

/**
 * What the process gives to an adapter.
 *
 * @param configuration the adapter's own keys, without their prefix (for example {@code base_url})
 * @param addresses the only way in which an adapter may turn a host into addresses to dial
 * @param userAgent the {@code User-Agent} of calls
 */
public record AdapterEnvironment(
    Map<String, String> configuration, AddressResolver addresses, String userAgent) {

  /** Copies the map. */
  public AdapterEnvironment {
    configuration = Map.copyOf(configuration);
  }

  /** A configured value, if there is one. */
  public Optional<String> configured(String key) {
    return Optional.ofNullable(configuration.get(key));
  }
}
