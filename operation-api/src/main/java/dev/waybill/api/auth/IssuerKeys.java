package dev.waybill.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import dev.waybill.runtime.StartupException;
import java.net.MalformedURLException;
import java.net.URI;

/** Where an issuer's public keys come from. */
public final class IssuerKeys {
  private IssuerKeys() {}

  /** Keys that are known already. */
  public static JWKSource<SecurityContext> of(JWK key) {
    return new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()));
  }

  /**
   * Keys at an address: kept for five minutes, asked for again when a token names an unknown one
   * (at most every 30 s), and still used for a while when the address does not answer.
   *
   * @throws StartupException if it is not an http(s) address
   */
  public static JWKSource<SecurityContext> at(String url) {
    try {
      URI address = URI.create(url);
      if (address.getScheme() == null || !address.getScheme().matches("https?")) {
        throw new StartupException("auth.jwks_url is not an http(s) address: " + url);
      }
      return JWKSourceBuilder.create(address.toURL()).retrying(true).outageTolerant(true).build();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new StartupException("auth.jwks_url is not an http(s) address: " + url, e);
    }
  }
}
