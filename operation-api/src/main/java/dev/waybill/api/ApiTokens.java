package dev.waybill.api;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.waybill.api.auth.IssuerKeys;
import dev.waybill.api.auth.TokenRules;
import dev.waybill.api.auth.TokenVerifier;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.issuer.DevelopmentIssuer;
import dev.waybill.api.issuer.TokenEndpoints;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Who issues the tokens: the configured issuer, or else our own for development.
 *
 * @param verifier checks them
 * @param endpoints of our own issuer, if it is in use
 */
record ApiTokens(TokenVerifier verifier, List<Endpoint> endpoints) {
  static ApiTokens of(ApiContext context) {
    Settings settings = context.settings();
    TokenRules rules =
        new TokenRules(
            settings.get(ApiSettings.ISSUER),
            settings.get(ApiSettings.AUDIENCE),
            settings.get(ApiSettings.PARTNER_CLAIM));
    Optional<String> url = settings.get(ApiSettings.JWKS_URL);
    if (url.isPresent()) {
      JWKSource<SecurityContext> keys = IssuerKeys.at(url.get());
      return new ApiTokens(new TokenVerifier(keys, rules, context.clock()), List.of());
    }
    if (!settings.get(ApiSettings.DEVELOPMENT_ISSUER_ANYWHERE)
        && !isLoopback(context.listenHost())) {
      throw new StartupException(
          "nobody issues tokens: set auth.jwks_url (with auth.issuer and auth.audience), or listen"
              + " on loopback, or set auth.development_issuer_anywhere=true for a test");
    }
    DevelopmentIssuer issuer = DevelopmentIssuer.open(context.dataFolder(), rules, context.clock());
    return new ApiTokens(
        new TokenVerifier(issuer.keys(), rules, context.clock()),
        new TokenEndpoints(issuer).endpoints());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
