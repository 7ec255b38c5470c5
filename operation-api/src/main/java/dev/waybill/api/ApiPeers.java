package dev.waybill.api;

import dev.waybill.api.peers.PeerKey;
import dev.waybill.api.peers.Peers;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** Reads from the settings whether this is one of several instances, and where it is. */
final class ApiPeers {
  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::", "[::]");
  private static final String REMEDY =
      "; set api.advertised_url to where the other instances reach this one, such as"
          + " http://10.0.0.7:8080";

  private ApiPeers() {}

  /**
   * What this instance is among the others.
   *
   * @return empty if it has no secret to share, and so is the only one
   */
  static Optional<Peers> of(ApiContext context) {
    return context
        .settings()
        .get(ApiSettings.PEER_SECRET)
        .map(secret ->
            new Peers(
                address(context),
                PeerKey.of(secret, context.clock())
                    .orElseThrow(() ->
                        new StartupException(
                            "api.peer_secret is shorter than %d characters; make one with"
                                    .formatted(PeerKey.SHORTEST)
                                + " `openssl rand -hex 32` and give all instances the same"))));
  }

  private static URI address(ApiContext context) {
    Settings settings = context.settings();
    Optional<String> advertised = settings.get(ApiSettings.ADVERTISED_URL);
    if (advertised.isPresent()) {
      return parse(advertised.get());
    }
    int port = settings.get(ApiSettings.PORT);
    if (port == 0 || WILDCARDS.contains(context.listenHost())) {
      throw new StartupException(
          "there are several instances of the API, and where this one is cannot be told from what"
              + " it listens on"
              + REMEDY);
    }
    String host = context.listenHost();
    return parse("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  private static URI parse(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare =
          url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && List.of("", "/").contains(url.getRawPath());
      if (http && bare) {
        int standard = url.getScheme().equals("http") ? 80 : 443;
        int port = url.getPort() < 0 ? standard : url.getPort();
        return new URI(url.getScheme(), null, url.getHost(), port, null, null, null);
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new StartupException(
        "api.advertised_url is not scheme, host and port of http or https" + REMEDY);
  }
}
