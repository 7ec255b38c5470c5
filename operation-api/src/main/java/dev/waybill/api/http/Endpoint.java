package dev.waybill.api.http;

import dev.waybill.api.auth.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of endpoints.
 *
 * @param method in capitals
 * @param path with parameters in braces; also the {@code route} tag of the meters
 * @param scope what the token must grant; null: open to everybody
 */
public record Endpoint(String method, String path, @Nullable Scope scope, Handler handler) {
  /** Does the work of an endpoint; refuses by {@link RefusedException}. */
  @FunctionalInterface
  public interface Handler {
    /** Answers a call. */
    Answer handle(Call call);
  }
}
