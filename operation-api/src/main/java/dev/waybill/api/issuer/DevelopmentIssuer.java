package dev.waybill.api.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.waybill.api.auth.IssuerKeys;
import dev.waybill.api.auth.TokenRules;
import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.Map;

/**
 * Issues tokens for {@link DevelopmentClient}s, RS256, with a key kept in the data folder so that
 * tokens outlive a restart. Thread-safe.
 */
public final class DevelopmentIssuer {
  /** How long a token is good. */
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final String KEY_FILE = "development-issuer.jwk.json";
  private static final int KEY_BITS = 2048;

  private final RSAKey key;
  private final TokenRules rules;
  private final InstantSource clock;

  private DevelopmentIssuer(RSAKey key, TokenRules rules, InstantSource clock) {
    this.key = key;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Opens the issuer of a data folder; makes its key at the first time.
   *
   * @throws StartupException if the folder cannot be used
   */
  public static DevelopmentIssuer open(Path folder, TokenRules rules, InstantSource clock) {
    Path file = folder.resolve(KEY_FILE);
    try {
      RSAKey key =
          Files.exists(file) ? RSAKey.parse(Files.readString(file, UTF_8)) : create(folder, file);
      return new DevelopmentIssuer(key, rules, clock);
    } catch (IOException e) {
      throw new StartupException(
          "the development issuer's key %s cannot be read or written: %s".formatted(file, e), e);
    } catch (ParseException | JOSEException e) {
      throw new StartupException(
          "the development issuer's key %s is damaged; delete it to get a new one".formatted(file),
          e);
    }
  }

  private static RSAKey create(Path folder, Path file) throws IOException, JOSEException {
    RSAKey key =
        new RSAKeyGenerator(KEY_BITS)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .keyIDFromThumbprint(true)
            .generate();
    Files.createDirectories(folder);
    // Written beside and moved: a crash leaves no half a key.
    Path draft =
        Files.createTempFile(
            folder,
            KEY_FILE,
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, key.toJSONString(), UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return key;
  }

  /** The keys that verify its tokens. */
  public JWKSource<SecurityContext> keys() {
    return IssuerKeys.of(key);
  }

  /** The public keys as a JWKS document. */
  Map<String, Object> jwks() {
    return new JWKSet(key.toPublicJWK()).toJSONObject();
  }

  /** A token for a client with the given scopes, good from now on for {@link #LIFETIME}. */
  public String issue(DevelopmentClient client, Collection<String> scopes) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(rules.issuer())
            .audience(rules.audience())
            .subject(client.clientId())
            .claim("client_id", client.clientId())
            .claim(rules.partnerClaim(), client.partnerId().toString())
            .claim("scope", String.join(" ", scopes))
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the development issuer's key does not sign", e);
    }
    return jwt.serialize();
  }
}
