package dev.waybill.api.auth;

import java.util.Set;
import java.util.UUID;

/**
 * Who makes a request.
 *
 * @param partnerId the partner that the token names
 * @param subject whom or what the token was given to, by the issuer's name; empty if it says none
 * @param scopes the names of what the token grants
 */
public record Caller(UUID partnerId, String subject, Set<String> scopes) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether the token grants a right. */
  public boolean may(Scope scope) {
    return scopes.contains(scope.wireName());
  }
}
