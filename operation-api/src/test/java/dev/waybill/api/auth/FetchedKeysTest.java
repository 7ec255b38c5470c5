package dev.waybill.api.auth;

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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {
  private final JWK first = key("first");
  private final JWK second = key("second");
  private final AtomicLong now = new AtomicLong();
  private List<JWK> served = List.of(first);
  private boolean down;
  private int fetches;

  private final FetchedKeys keys =
      new FetchedKeys(
          () -> {
            fetches++;
            if (down) {
              throw new IOException("no answer");
            }
            return new JWKSet(served);
          },
          now::get);

  @Test
  void asksOnceForWhatItKnows() throws KeySourceException {
    for (int i = 0; i < 10; i++) {
      assertThat(find("first")).containsExactly(first);
    }
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void findsAKeyThatIsNewAndStillTakesTheOldOne() throws KeySourceException {
    find("first");
    served = List.of(first, second);
    pass(FetchedKeys.BETWEEN);
    assertThat(find("second")).containsExactly(second);
    assertThat(find("first")).containsExactly(first);
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  void inventedKeysCostTheIssuerOneRequestInAWhile() throws KeySourceException {
    find("first");
    for (int i = 0; i < 100; i++) {
      assertThat(find("invented-" + i)).isEmpty();
    }
    assertThat(fetches).isEqualTo(1);
    pass(FetchedKeys.BETWEEN);
    assertThat(find("invented")).isEmpty();
    assertThat(find("invented")).isEmpty();
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  void takesNoKeyAnyMoreThatIsGone() throws KeySourceException {
    find("first");
    served = List.of(second);
    assertThat(find("first")).containsExactly(first);
    pass(FetchedKeys.FRESH.plusSeconds(1));
    assertThat(find("first")).isEmpty();
  }

  @Test
  void goesOnWithWhatItHasWhileTheIssuerIsDown() throws KeySourceException {
    find("first");
    down = true;
    pass(FetchedKeys.OUTAGE.minusSeconds(1));
    assertThat(find("first")).containsExactly(first);
    assertThat(find("first")).containsExactly(first);
    assertThat(fetches).isEqualTo(2);
    pass(Duration.ofSeconds(2));
    assertThatThrownBy(() -> find("first")).isInstanceOf(KeySourceException.class);
    down = false;
    pass(FetchedKeys.BETWEEN);
    assertThat(find("first")).containsExactly(first);
  }

  @Test
  void saysThatItKnowsNothingBeforeTheFirstAnswer() throws KeySourceException {
    down = true;
    assertThatThrownBy(() -> find("first")).isInstanceOf(KeySourceException.class);
    assertThatThrownBy(() -> find("first")).isInstanceOf(KeySourceException.class);
    assertThat(fetches).isEqualTo(1);
    down = false;
    pass(FetchedKeys.BETWEEN);
    assertThat(find("first")).containsExactly(first);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private List<JWK> find(String id) throws KeySourceException {
    return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
  }

  private static JWK key(String id) {
    try {
      return new OctetKeyPairGenerator(Curve.Ed25519).keyID(id).generate().toPublicJWK();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
