package dev.waybill.runtime.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.runtime.StartupException;
import dev.waybill.schemas.EncryptedSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeysTest {
  private static final UUID PARTNER = UUID.fromString("018f0000-0000-7000-8000-000000000001");
  private static final UUID CONNECTION = UUID.fromString("018f0000-0000-7000-8000-000000000002");
  private static final SecretContext OWNER =
      SecretContext.credentials(PARTNER, CONNECTION, "https://tsp.example:443");

  @TempDir Path folder;

  @BeforeEach
  void makeKeys() {
    SecretKeys.createIfMissing(folder);
  }

  @Test
  void whatWasSealedIsOpenedAlsoAfterARestart() {
    EncryptedSecret sealed = sealer().seal("hush".getBytes(UTF_8), OWNER, 3);
    SecretKeys.createIfMissing(folder);
    assertThat(sealed.version()).isEqualTo(3);
    assertThat(sealed.ciphertext()).doesNotContain("hush");
    assertThat(opener().open(sealed, OWNER)).isEqualTo("hush".getBytes(UTF_8));
  }

  @Test
  void anotherOwnerOrAddressCannotOpenIt() {
    EncryptedSecret sealed = sealer().seal("hush".getBytes(UTF_8), OWNER, 1);
    for (SecretContext stranger :
        new SecretContext[] {
          SecretContext.credentials(CONNECTION, CONNECTION, OWNER.origin()),
          SecretContext.credentials(PARTNER, PARTNER, OWNER.origin()),
          SecretContext.credentials(PARTNER, CONNECTION, "https://evil.example:443"),
          SecretContext.webhook(PARTNER, CONNECTION, OWNER.origin())
        }) {
      assertThatThrownBy(() -> opener().open(sealed, stranger))
          .isInstanceOf(SecretException.class)
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void anAlteredCiphertextIsRefused() {
    assertThatThrownBy(() -> opener().open(new EncryptedSecret("bm8=", 1), OWNER))
        .isInstanceOf(SecretException.class);
  }

  @Test
  void thePrivateKeyIsForItsOwnerOnly() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(SecretKeys.PRIVATE_FILE))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(folder.resolve(SecretKeys.PUBLIC_FILE))).contains("HpkePublicKey");
  }

  @Test
  void aMissingKeyIsOneSentence() {
    assertThatThrownBy(() -> SecretKeys.opener(folder.resolve("none.json")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("none.json cannot be used");
  }

  private SecretSealer sealer() {
    return SecretKeys.sealer(folder.resolve(SecretKeys.PUBLIC_FILE));
  }

  private SecretOpener opener() {
    return SecretKeys.opener(folder.resolve(SecretKeys.PRIVATE_FILE));
  }
}
