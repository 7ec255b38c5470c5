package dev.waybill.runtime.secrets;

import dev.waybill.runtime.config.Setting;
import java.util.List;

/** Where the keys for secrets are. */
public final class SecretSettings {
  public static final Setting<String> PUBLIC_KEY_FILE =
      Setting.text(
          "secrets.public_key_file",
          "secrets/" + SecretKeys.PUBLIC_FILE,
          "The keyset that the API encrypts credentials and webhook secrets with.");

  public static final Setting<String> PRIVATE_KEY_FILE =
      Setting.text(
          "secrets.private_key_file",
          "secrets/" + SecretKeys.PRIVATE_FILE,
          "The keyset that worker and emitter decrypt them with; keep it from everybody else.");

  private SecretSettings() {}

  /** Both. */
  public static List<Setting<?>> all() {
    return List.of(PUBLIC_KEY_FILE, PRIVATE_KEY_FILE);
  }
}
