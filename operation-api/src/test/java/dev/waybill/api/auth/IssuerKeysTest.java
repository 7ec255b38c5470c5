package dev.waybill.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of an issuer that is asked over HTTP. */
class IssuerKeysTest {
  private HttpServer issuer;
  private volatile String answer = "";

  @BeforeEach
  void serve() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = answer.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  @Test
  void fetchesTheKeysOfAnIssuer() throws JOSEException {
    JWK key = new OctetKeyPairGenerator(Curve.Ed25519).keyID("one").generate();
    answer = new JWKSet(key).toString();
    assertThat(find(keys(), "one")).containsExactly(key.toPublicJWK());
  }

  @Test
  void takesNoAnswerThatIsTooLargeOrNoKeySet() throws JOSEException {
    JWK key = new OctetKeyPairGenerator(Curve.Ed25519).keyID("one").generate();
    String good = new JWKSet(key).toString();
    for (String bad : List.of("", "[]", "<html>", " ".repeat(300 * 1024) + good)) {
      answer = bad;
      assertThatThrownBy(() -> find(keys(), "one")).isInstanceOf(KeySourceException.class);
    }
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String bad : List.of("file:///etc/passwd", "keys", "https//x")) {
      assertThatThrownBy(() -> IssuerKeys.at(bad)).isInstanceOf(StartupException.class);
    }
  }

  private JWKSource<SecurityContext> keys() {
    return IssuerKeys.at("http://127.0.0.1:%d/keys".formatted(issuer.getAddress().getPort()));
  }

  private static List<JWK> find(JWKSource<SecurityContext> keys, String id)
      throws KeySourceException {
    return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
  }
}
