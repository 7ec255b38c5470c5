package dev.waybill.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.waybill.runtime.StartupException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;

/** Where an issuer's public keys come from. */
public final class IssuerKeys {
  private static final int CONNECT_LIMIT_MS = 2_000;
  private static final int READ_LIMIT_MS = 2_000;
  private static final int MOST_BYTES = 256 * 1024;

  private IssuerKeys() {}

  /** Keys that are known already. */
  public static JWKSource<SecurityContext> of(JWK key) {
    return new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()));
  }

  /**
   * Keys at an address: kept for five minutes, asked for again when a token names an unknown one
   * (at most every 10 s), and still used for six hours while the address does not answer.
   *
   * @throws StartupException if it is not an http(s) address
   */
  public static JWKSource<SecurityContext> at(String url) {
    try {
      URI address = URI.create(url);
      if (address.getScheme() == null || !address.getScheme().matches("https?")) {
        throw new StartupException("auth.jwks_url is not an http(s) address: " + url);
      }
      URL jwks = address.toURL();
      ResourceRetriever http =
          new DefaultResourceRetriever(CONNECT_LIMIT_MS, READ_LIMIT_MS, MOST_BYTES);
      return new FetchedKeys(
          () -> JWKSet.parse(http.retrieveResource(jwks).getContent()), System::nanoTime);
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new StartupException("auth.jwks_url is not an http(s) address: " + url, e);
    }
  }
}
