package dev.waybill.emitter.delivery;

import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretException;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.EncryptedSecret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets of endpoints, opened and read. Opening one costs a key agreement, so the last used stay
 * open, bounded. Thread-safe.
 *
 * @param <T> what a secret is read as
 */
final class OpenSecrets<T> {
  private static final Logger log = LoggerFactory.getLogger(OpenSecrets.class);
  private static final int MAX_OPEN = 10_000;

  private final String name;
  private final SecretOpener opener;
  private final Function<byte[], T> reading;

  private final Map<Owned, T> open =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owned, T> eldest) {
          return size() > MAX_OPEN;
        }
      };

  /**
   * No secret is open yet.
   *
   * @param name of what they are, for logs
   * @param reading throws IllegalArgumentException, with a message that holds nothing secret
   */
  OpenSecrets(String name, SecretOpener opener, Function<byte[], T> reading) {
    this.name = name;
    this.opener = opener;
    this.reading = reading;
  }

  /** A ciphertext opens for its own endpoint and address only, so these are part of the key. */
  private record Owned(SecretContext context, String ciphertext) {}

  /** The secret; empty if it cannot be used, which is our operator's trouble and is logged. */
  Optional<T> of(EncryptedSecret secret, SecretContext context) {
    Owned owned = new Owned(context, secret.ciphertext());
    synchronized (open) {
      T known = open.get(owned);
      if (known != null) {
        return Optional.of(known);
      }
    }
    try {
      T opened = reading.apply(opener.open(secret, context));
      synchronized (open) {
        open.put(owned, opened);
      }
      return Optional.of(opened);
    } catch (SecretException | IllegalArgumentException e) {
      log.warn("secret not usable: what={} reason={}", name, e.getMessage());
      return Optional.empty();
    }
  }
}
