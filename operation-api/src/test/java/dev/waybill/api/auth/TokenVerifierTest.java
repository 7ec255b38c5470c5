package dev.waybill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.waybill.api.auth.TokenCheck.Accepted;
import dev.waybill.api.auth.TokenCheck.Missing;
import dev.waybill.api.auth.TokenCheck.Refused;
import dev.waybill.api.auth.TokenCheck.Unavailable;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final UUID PARTNER = UUID.fromString("d0000000-0000-4000-8000-000000000001");
  private static final TokenRules RULES = new TokenRules("issuer", "waybill", "partner_id");

  private static RSAKey rsa;
  private static RSAKey stranger;
  private static ECKey ec;
  private static OctetKeyPair ed;
  private static TokenVerifier verifier;

  @BeforeAll
  static void makeKeys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").generate();
    JWKSet keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK(), ed.toPublicJWK()));
    verifier = new TokenVerifier(new ImmutableJWKSet<>(keys), RULES, () -> NOW);
  }

  @Test
  void acceptsTheThreePinnedAlgorithms() throws JOSEException {
    assertThat(check(rsaToken(claims -> claims))).isInstanceOf(Accepted.class);
    assertThat(check(token(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims -> claims)))
        .isInstanceOf(Accepted.class);
    assertThat(check(token(JWSAlgorithm.EdDSA, "ed", new Ed25519Signer(ed), claims -> claims)))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void readsPartnerAndScopes() throws JOSEException {
    TokenCheck check = check(rsaToken(claims -> claims.claim("scope", "a  connection:read")));
    assertThat(check)
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted -> {
              assertThat(accepted.caller().partnerId()).isEqualTo(PARTNER);
              assertThat(accepted.caller().may(Scope.CONNECTION_READ)).isTrue();
              assertThat(accepted.caller().may(Scope.CONNECTION_WRITE)).isFalse();
            });
  }

  static Stream<Arguments> wrongClaims() {
    return Stream.of(
        wrong("expired", c -> c.expirationTime(Date.from(NOW.minusSeconds(10)))),
        wrong("not valid yet", c -> c.notBeforeTime(Date.from(NOW.plusSeconds(10)))),
        wrong("another audience", c -> c.audience("other")),
        wrong("another issuer", c -> c.issuer("other")),
        wrong("lacks a claim", c -> c.expirationTime(null)),
        wrong("no claim 'partner_id'", c -> c.claim("partner_id", null)),
        wrong("not a UUID", c -> c.claim("partner_id", "demo")));
  }

  private static Arguments wrong(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
    return Arguments.of(reason, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongClaims")
  void refusesWrongClaims(String reason, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    assertThat(check(rsaToken(change)))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  @Test
  void refusesUnsignedForeignAndConfusedTokens() throws JOSEException {
    JWTClaimsSet claims = claims(c -> c);
    assertThat(check(new PlainJWT(claims).serialize())).isInstanceOf(Refused.class);
    assertThat(check(token(JWSAlgorithm.RS256, "rsa", new RSASSASigner(stranger), c -> c)))
        .isInstanceOf(Refused.class);
    byte[] publicKeyAsSecret = rsa.toRSAPublicKey().getEncoded();
    assertThat(check(token(JWSAlgorithm.HS256, "rsa", new MACSigner(publicKeyAsSecret), c -> c)))
        .isInstanceOf(Refused.class);
    // The key that is named is not of the kind that the algorithm goes with.
    assertThat(check(token(JWSAlgorithm.RS256, "ec", new RSASSASigner(rsa), c -> c)))
        .isInstanceOf(Refused.class);
    assertThat(check(token(JWSAlgorithm.ES256, "rsa", new ECDSASigner(ec), c -> c)))
        .isInstanceOf(Refused.class);
    assertThat(check(token(JWSAlgorithm.RS512, "rsa", new RSASSASigner(rsa), c -> c)))
        .isInstanceOf(Refused.class);
    String good = rsaToken(c -> c);
    assertThat(check(good.substring(0, good.length() - 8) + "AAAAAAAA"))
        .isInstanceOf(Refused.class);
    assertThat(check("a.b.c")).isInstanceOf(Refused.class);
    assertThat(check("x".repeat(20_000))).isInstanceOf(Refused.class);
  }

  @Test
  void tellsAMissingTokenFromABadOne() {
    assertThat(verifier.check(null)).isInstanceOf(Missing.class);
    assertThat(verifier.check("Basic ZGVtbzpkZW1v")).isInstanceOf(Missing.class);
    assertThat(verifier.check("Bearer ")).isInstanceOf(Refused.class);
  }

  @Test
  void blamesNobodyWhenTheKeysCannotBeRead() throws JOSEException {
    TokenVerifier blind =
        new TokenVerifier(
            (selector, context) -> {
              throw new KeySourceException("no answer");
            },
            RULES,
            () -> NOW);
    assertThat(blind.check("Bearer " + rsaToken(c -> c))).isInstanceOf(Unavailable.class);
  }

  @Test
  void looksAtTheTimeAndTheKeyOfATokenThatItHasSeen() throws JOSEException {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    AtomicReference<JWKSet> issued = new AtomicReference<>(new JWKSet(rsa.toPublicJWK()));
    TokenVerifier over =
        new TokenVerifier(
            (selector, context) -> selector.select(issued.get()), RULES, () -> now.get());
    String authorization = "Bearer " + rsaToken(c -> c);
    assertThat(over.check(authorization)).isInstanceOf(Accepted.class);
    assertThat(over.check(authorization)).isInstanceOf(Accepted.class);

    now.set(NOW.plusSeconds(66));
    assertThat(over.check(authorization)).isInstanceOf(Refused.class);
    now.set(NOW);
    issued.set(new JWKSet(stranger.toPublicJWK())); // another key under the same id
    assertThat(over.check(authorization)).isInstanceOf(Refused.class);
    issued.set(new JWKSet());
    assertThat(over.check(authorization)).isInstanceOf(Refused.class);
    issued.set(new JWKSet(rsa.toPublicJWK()));
    assertThat(over.check(authorization)).isInstanceOf(Accepted.class);
  }

  @Test
  void aTokenThatSharesASignatureWithAGoodOneIsNotThatOne() throws JOSEException {
    String good = rsaToken(c -> c);
    assertThat(check(good)).isInstanceOf(Accepted.class);
    String other = rsaToken(c -> c.claim("partner_id", UUID.randomUUID().toString()));
    String mixed =
        String.join(".", other.split("\\.")[0], other.split("\\.")[1], good.split("\\.")[2]);
    assertThat(check(mixed)).isInstanceOf(Refused.class);
  }

  private static TokenCheck check(String token) {
    return verifier.check("Bearer " + token);
  }

  private static String rsaToken(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    return token(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), change);
  }

  private static String token(
      JWSAlgorithm algorithm,
      String keyId,
      JWSSigner signer,
      UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims(change));
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer("issuer")
                .audience("waybill")
                .claim("partner_id", PARTNER.toString())
                .expirationTime(Date.from(NOW.plusSeconds(60))))
        .build();
  }
}
