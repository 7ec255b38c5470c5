package dev.waybill.runtime.secrets;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a secret goes to: scheme, host and port of an address, host in lower case, port always
 * written. Secrets are bound to it.
 */
public final class Origin {
  /** The setting of a connection that names the TSP's address. */
  public static final String BASE_URL = "base_url";

  private Origin() {}

  /**
   * The origin of an address.
   *
   * @throws IllegalArgumentException if it is not an absolute http(s) address, or names a user
   */
  public static String of(String url) {
    URI uri = URI.create(url);
    String host = uri.getHost();
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (host == null || uri.getUserInfo() != null || !(secure || scheme.equals("http"))) {
      throw new IllegalArgumentException("must be an http(s) address without a user");
    }
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
  }

  /**
   * What a connection's credentials are bound to: the origin of its address, or the adapter if it
   * names none.
   *
   * @throws IllegalArgumentException if the address is not one
   */
  public static String ofConnection(String sourceName, ObjectNode settings) {
    @Nullable JsonNode address = settings.get(BASE_URL);
    return address == null || address.isNull() ? sourceName : of(address.asString(""));
  }
}
