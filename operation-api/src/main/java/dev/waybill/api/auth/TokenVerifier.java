package dev.waybill.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import dev.waybill.api.auth.TokenCheck.Accepted;
import dev.waybill.api.auth.TokenCheck.Missing;
import dev.waybill.api.auth.TokenCheck.Refused;
import dev.waybill.api.auth.TokenCheck.Unavailable;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks bearer tokens: JWTs with RS256, ES256 or EdDSA and nothing else, their signature against
 * the issuer's JWKS, {@code iss}, {@code aud}, {@code exp}, {@code nbf} and the partner's claim. A
 * token's signature is computed once; that its key is still the issuer's, and its claims, are
 * looked at in every request. Thread-safe.
 */
public final class TokenVerifier {
  private static final Logger log = LoggerFactory.getLogger(TokenVerifier.class);

  /** Each algorithm with the one kind of key that it goes with: the token does not choose. */
  private static final Map<JWSAlgorithm, KeyType> ALGORITHMS =
      Map.of(
          JWSAlgorithm.RS256, KeyType.RSA,
          JWSAlgorithm.ES256, KeyType.EC,
          JWSAlgorithm.EdDSA, KeyType.OKP);

  /** Longer than any token that we know of; what is longer is not worth parsing. */
  private static final int LONGEST = 16 * 1024;

  /**
   * So many tokens are remembered: more than there are partners, some 3 KB each. By the token
   * itself: a digest of it took longer than all else of the check.
   */
  private static final int SEEN = 10_000;

  private static final String PREFIX = "bearer ";

  private final JWKSource<SecurityContext> keys;
  private final TokenRules rules;
  private final DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier;
  private final Cache<String, Signed> seen =
      Caffeine.newBuilder().maximumSize(SEEN).executor(Runnable::run).build();

  /** What a good signature holds for, and the key that it was made with. */
  private record Signed(
      JWKMatcher matcher, JWK key, JWTClaimsSet claims, TokenCheck callerOrRefusal) {}

  /**
   * Makes a verifier.
   *
   * @param keys the issuer's public keys
   */
  public TokenVerifier(JWKSource<SecurityContext> keys, TokenRules rules, InstantSource clock) {
    this.keys = keys;
    this.rules = rules;
    this.claimsVerifier = new ClaimsVerifier(rules, clock);
  }

  /**
   * Checks an {@code Authorization} header.
   *
   * @param authorization the header's value, null if there is none
   */
  public TokenCheck check(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      return new Missing();
    }
    String token = authorization.substring(PREFIX.length()).strip();
    if (token.length() > LONGEST) {
      return new Refused("the token is too long");
    }
    try {
      Signed signed = seen.getIfPresent(token);
      if (signed == null || !keys(signed.matcher()).contains(signed.key())) {
        signed = signedByIssuer(SignedJWT.parse(token));
        if (signed == null) {
          seen.invalidate(token);
          return new Refused("the token is not signed by the issuer");
        }
        seen.put(token, signed);
      }
      claimsVerifier.verify(signed.claims(), null);
      return signed.callerOrRefusal();
    } catch (ParseException e) {
      return new Refused("the token is not a signed JWT");
    } catch (BadJWTException e) {
      return new Refused(reason(e));
    } catch (KeySourceException e) {
      log.warn("the issuer's keys cannot be read: reason={}", e.getMessage());
      log.debug("the issuer's keys cannot be read", e);
      return new Unavailable();
    } catch (JOSEException e) {
      return new Refused("the token's signature cannot be checked");
    }
  }

  private @Nullable Signed signedByIssuer(SignedJWT jwt) throws JOSEException, ParseException {
    JWSHeader header = jwt.getHeader();
    KeyType keyType = ALGORITHMS.get(header.getAlgorithm());
    if (keyType == null) {
      return null;
    }
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    if (matcher == null) {
      return null;
    }
    for (JWK key : keys(matcher)) {
      if (keyType.equals(key.getKeyType()) && jwt.verify(verifier(key))) {
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        return new Signed(matcher, key, claims, caller(claims));
      }
    }
    return null;
  }

  private List<JWK> keys(JWKMatcher matcher) throws KeySourceException {
    return keys.get(new JWKSelector(matcher), null);
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
      case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
      case OctetKeyPair okp -> new Ed25519Verifier(okp.toPublicJWK());
      default -> throw new JOSEException("a key of type " + key.getKeyType() + " is of no use");
    };
  }

  private TokenCheck caller(JWTClaimsSet claims) {
    Object partner = claims.getClaim(rules.partnerClaim());
    if (!(partner instanceof String text)) {
      return new Refused("the token has no claim '" + rules.partnerClaim() + "'");
    }
    try {
      return new Accepted(new Caller(UUID.fromString(text), subject(claims), scopes(claims)));
    } catch (IllegalArgumentException e) {
      return new Refused("the token's claim '" + rules.partnerClaim() + "' is not a UUID");
    }
  }

  private static String subject(JWTClaimsSet claims) {
    return claims.getSubject() == null ? "" : claims.getSubject();
  }

  /** RFC 9068 has a text with blanks; some issuers write a list. */
  private static Set<String> scopes(JWTClaimsSet claims) {
    return switch (claims.getClaim("scope")) {
      case String text ->
          Arrays.stream(text.split(" ", -1))
              .filter(s -> !s.isBlank())
              .collect(Collectors.toUnmodifiableSet());
      case List<?> list ->
          list.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet());
      case null, default -> Set.of();
    };
  }

  private static String reason(BadJWTException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    if (message.startsWith("Expired")) {
      return "the token has expired; ask for a new one";
    }
    if (message.contains("before use time")) {
      return "the token is not valid yet";
    }
    if (message.startsWith("JWT aud")) {
      return "the token is for another audience";
    }
    if (message.startsWith("JWT iss")) {
      return "the token is from another issuer";
    }
    return "the token lacks a claim that is needed";
  }

  /** Nimbus' checks of the claims, with our clock. */
  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    ClaimsVerifier(TokenRules rules, InstantSource clock) {
      super(
          Set.of(rules.audience()),
          new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
          Set.of("exp", "aud", "iss"),
          Set.of());
      this.clock = clock;
      setMaxClockSkew(5);
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
