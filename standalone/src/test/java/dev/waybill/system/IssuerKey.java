package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The development issuer's own key, taken from the data folder: the only way to a token that is
 * right in all but its time.
 */
record IssuerKey(PrivateKey key) {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  static IssuerKey in(Path data) {
    try {
      JsonNode jwk =
          Json.mapper().readTree(Files.readString(data.resolve("api/development-issuer.jwk.json")));
      return new IssuerKey(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new RSAPrivateKeySpec(number(jwk, "n"), number(jwk, "d"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same token with another end, signed. */
  String sign(String token, Instant expires) {
    String[] parts = token.split("\\.", -1);
    return signed(parts[0] + "." + until(parts[1], expires));
  }

  /** The same token for another partner, signed. */
  String signFor(UUID partner, String token) {
    String[] parts = token.split("\\.", -1);
    ObjectNode claims = (ObjectNode) Json.mapper().readTree(DECODER.decode(parts[1]));
    claims.put("partner_id", partner.toString());
    return signed(parts[0] + "." + ENCODER.encodeToString(Json.write(claims)));
  }

  private String signed(String signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same token with another end under the old signature. */
  static String altered(String token, Instant expires) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + until(parts[1], expires) + "." + parts[2];
  }

  /** The same claims under {@code "alg": "none"}. */
  static String unsigned(String token) {
    String header = ENCODER.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
    return header + "." + token.split("\\.", -1)[1] + ".";
  }

  private static String until(String claims, Instant expires) {
    ObjectNode changed = (ObjectNode) Json.mapper().readTree(DECODER.decode(claims));
    changed.put("exp", expires.getEpochSecond());
    changed.put("iat", expires.minusSeconds(3_600).getEpochSecond());
    changed.put("nbf", expires.minusSeconds(3_600).getEpochSecond());
    return ENCODER.encodeToString(Json.write(changed));
  }

  private static BigInteger number(JsonNode jwk, String name) {
    return new BigInteger(1, DECODER.decode(jwk.get(name).asString()));
  }
}
