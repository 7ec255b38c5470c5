package dev.waybill.emitter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EchoesTest {
  private static final String TOKEN = "0123456789abcdef";

  @Test
  void aSecretAcrossTheEndIsMaskedWhole() {
    String text = "token=" + TOKEN + " and so on";
    for (int excerpt = 7; excerpt <= 6 + TOKEN.length(); excerpt++) {
      assertThat(Echoes.mask(text, excerpt, List.of("Bearer " + TOKEN)))
          .as("cut at %d", excerpt)
          .isEqualTo("token=*****");
    }
  }

  @Test
  void whatIsBeyondTheEndDoesNotComeInWhenMasksAreShorter() {
    String text = TOKEN.repeat(4) + "-" + TOKEN.substring(0, 12);
    assertThat(Echoes.mask(text, 4 * TOKEN.length(), List.of(TOKEN))).isEqualTo("*****");
  }

  @Test
  void aWholeEchoIsMaskedWhereverItStands() {
    assertThat(Echoes.mask("a " + TOKEN + " b " + TOKEN, 37, List.of(TOKEN)))
        .isEqualTo("a ***** b *****");
  }

  @Test
  void signaturesAndWhatIsLongEnoughToBeASecretOnly() {
    String text = "v1,aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= json";
    assertThat(Echoes.mask(text, text.length(), List.of("json"))).isEqualTo("***** json");
  }
}
