package dev.waybill.runtime.secrets;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import com.google.crypto.tink.hybrid.PredefinedHybridParameters;
import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * The key pair that secrets are encrypted with: HPKE (RFC 9180) with X25519, HKDF-SHA256 and
 * AES-256-GCM, as a Tink keyset in two files. The API holds the public one only.
 */
public final class SecretKeys {
  /** File name of the keyset that only seals. */
  public static final String PUBLIC_FILE = "secrets.public.json";

  /** File name of the keyset that also opens; readable by its owner only. */
  public static final String PRIVATE_FILE = "secrets.private.json";

  private static final Configuration HPKE = HybridConfig2026.get();

  private SecretKeys() {}

  /**
   * Makes a key pair in a folder unless it is there already.
   *
   * @throws StartupException if the folder cannot be read or written
   */
  public static void createIfMissing(Path folder) {
    Path privateFile = folder.resolve(PRIVATE_FILE);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(privateFile)) {
        KeysetHandle keys =
            KeysetHandle.generateNew(
                PredefinedHybridParameters.HPKE_X25519_HKDF_SHA256_AES_128_GCM, HPKE);
        write(
            privateFile,
            TinkJsonProtoKeysetFormat.serializeKeyset(keys, HPKE, InsecureSecretKeyAccess.get()));
      }
      KeysetHandle keys = readPrivate(privateFile);
      write(
          folder.resolve(PUBLIC_FILE),
          TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(
              keys.getPublicKeysetHandle(), HPKE));
    } catch (IOException | GeneralSecurityException e) {
      throw new StartupException(
          "the keys for secrets in %s cannot be used: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * The sealer with the public key of a file.
   *
   * @throws StartupException if there is no such key
   */
  public static SecretSealer sealer(Path publicFile) {
    try {
      KeysetHandle keys =
          TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(Files.readString(publicFile), HPKE);
      return new SecretSealer(keys.getPrimitive(HPKE, HybridEncrypt.class));
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(publicFile, e);
    }
  }

  /**
   * The opener with the private key of a file.
   *
   * @throws StartupException if there is no such key
   */
  public static SecretOpener opener(Path privateFile) {
    try {
      return new SecretOpener(readPrivate(privateFile).getPrimitive(HPKE, HybridDecrypt.class));
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(privateFile, e);
    }
  }

  private static KeysetHandle readPrivate(Path file) throws IOException, GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        Files.readString(file), HPKE, InsecureSecretKeyAccess.get());
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  private static void write(Path file, String content) throws IOException {
    Path draft =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "keys",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static StartupException unusable(Path file, Exception e) {
    return new StartupException(
        "the key file %s cannot be used (%s); `waybill keys` makes a pair"
            .formatted(file, e.getMessage()),
        e);
  }
}
