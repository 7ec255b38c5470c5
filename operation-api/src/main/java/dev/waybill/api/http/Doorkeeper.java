package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import dev.waybill.api.auth.Scope;
import dev.waybill.api.auth.TokenCheck;
import dev.waybill.api.auth.TokenVerifier;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/** Who calls, and whether they may. Thread-safe. */
final class Doorkeeper {
  private final TokenVerifier tokens;
  private final RequestQuota quota;

  Doorkeeper(TokenVerifier tokens, RequestQuota quota) {
    this.tokens = tokens;
    this.quota = quota;
  }

  /**
   * Who has sent a request.
   *
   * @throws RefusedException 401 without a good token; 503 if that cannot be told now
   */
  Caller authenticated(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse(null);
    return switch (tokens.check(header)) {
      case TokenCheck.Accepted(Caller accepted) -> accepted;
      case TokenCheck.Missing() -> throw unauthenticated("send Authorization: Bearer <token>", "");
      case TokenCheck.Refused(String reason) ->
          throw unauthenticated(
              reason, ", error=\"invalid_token\", error_description=\"" + reason + "\"");
      case TokenCheck.Unavailable() ->
          throw RefusedException.retryLater(
              ProblemCode.KEYS_UNAVAILABLE, "the token cannot be checked now; try again", 5);
    };
  }

  /**
   * Lets one in who is known.
   *
   * @throws RefusedException 429 or 403 if they may not do this, or not now
   */
  void admit(Caller caller, Scope scope, ServerResponse response) {
    RequestQuota.Allowance allowance = quota.take(caller.partnerId());
    allowance.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (!allowance.granted()) {
      throw allowance.refusal();
    }
    if (!caller.may(scope)) {
      throw new RefusedException(
          ProblemCode.INSUFFICIENT_SCOPE,
          "this needs a token with the scope " + scope.wireName(),
          Map.of(
              "WWW-Authenticate",
              "Bearer realm=\"waybill\", error=\"insufficient_scope\", scope=\"%s\""
                  .formatted(scope.wireName())));
    }
  }

  private static RefusedException unauthenticated(String detail, String more) {
    return new RefusedException(
        ProblemCode.UNAUTHENTICATED,
        detail,
        Map.of("WWW-Authenticate", "Bearer realm=\"waybill\"" + more));
  }
}
