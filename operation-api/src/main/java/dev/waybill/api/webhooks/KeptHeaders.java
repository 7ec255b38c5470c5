package dev.waybill.api.webhooks;

import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.WebhookEndpoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber's own headers as they are kept: their values are often secrets, so nobody but the
 * emitter can read them.
 *
 * @param masked by name, without values
 * @param sealed all of them, with values; null if there are none
 */
record KeptHeaders(Map<String, String> masked, @Nullable EncryptedSecret sealed) {
  /**
   * Headers as their owner gives them; null gives none.
   *
   * @throws RefusedException 422 if two names differ by the case of their letters only
   */
  static KeptHeaders of(
      @Nullable Map<String, String> given,
      WebhookSecrets secrets,
      SecretContext context,
      long version) {
    if (given == null || given.isEmpty()) {
      return new KeptHeaders(Map.of(), null);
    }
    requireDistinct(given);
    return new KeptHeaders(masked(given), secrets.sealed(given, context, version));
  }

  /** The headers of a webhook whose address stays; a record of before is sealed by the way. */
  static KeptHeaders of(
      WebhookEndpoint present, WebhookSecrets secrets, SecretContext context, long version) {
    return present.sealedHeaders() == null
        ? of(present.headers(), secrets, context, version)
        : new KeptHeaders(present.headers(), present.sealedHeaders());
  }

  /** To a receiver names are the same in whatever letters: which of two values was meant? */
  private static void requireDistinct(Map<String, String> given) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : given.keySet()) {
      if (!names.add(name)) {
        throw RefusedException.invalidField(
            "/headers/" + name,
            "invalid",
            "is given twice, for the case of its letters is nothing");
      }
    }
  }

  private static Map<String, String> masked(Map<String, String> headers) {
    return headers.keySet().stream()
        .collect(Collectors.toMap(name -> name, name -> WebhookEndpoint.MASKED));
  }
}
