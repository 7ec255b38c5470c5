package dev.waybill.api.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /oauth/token} (client credentials, RFC 6749 4.4) and {@code GET
 * /.well-known/jwks.json}. Errors are those of RFC 6749 5.2, which OAuth clients know, not problem
 * documents.
 */
public final class TokenEndpoints {
  private static final String BASIC = "Basic ";

  private final DevelopmentIssuer issuer;

  public TokenEndpoints(DevelopmentIssuer issuer) {
    this.issuer = issuer;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("POST", "/oauth/token", null, this::token),
        new Endpoint("GET", "/.well-known/jwks.json", null, call -> Answer.ok(issuer.jwks())));
  }

  private Answer token(Call call) {
    try {
      return judged(call);
    } catch (RefusedException e) {
      if (e.code() == ProblemCode.INVALID_QUERY) {
        return error(400, "invalid_request", e.detail()); // a doubled parameter, RFC 6749 5.2
      }
      throw e;
    }
  }

  private Answer judged(Call call) {
    QueryParameters form = call.form();
    Optional<String> grant = form.text("grant_type");
    if (grant.isEmpty()) {
      return error(400, "invalid_request", "grant_type is missing");
    }
    if (!grant.get().equals("client_credentials")) {
      return error(400, "unsupported_grant_type", "use grant_type=client_credentials");
    }
    Optional<DevelopmentClient> client = client(call, form);
    if (client.isEmpty()) {
      return error(401, "invalid_client", "client_id or client_secret is wrong")
          .with("WWW-Authenticate", "Basic realm=\"waybill\"");
    }
    List<String> known = Scope.wireNames();
    List<String> scopes =
        form.text("scope")
            .map(text -> Arrays.stream(text.strip().split(" +")).distinct().toList())
            .orElse(known);
    if (!known.containsAll(scopes)) {
      return error(400, "invalid_scope", "known scopes are: " + String.join(" ", known));
    }
    return granted(client.get(), scopes);
  }

  private Answer granted(DevelopmentClient client, List<String> scopes) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", issuer.issue(client, scopes));
    body.put("token_type", "Bearer");
    body.put("expires_in", DevelopmentIssuer.LIFETIME.toSeconds());
    body.put("scope", String.join(" ", scopes));
    return unstored(Answer.ok(body));
  }

  /** The client by HTTP Basic or by the form, as RFC 6749 2.3.1 allows. */
  private static Optional<DevelopmentClient> client(Call call, QueryParameters form) {
    String header = call.header("Authorization").orElse("");
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return DevelopmentClient.of(
          form.text("client_id").orElse(""), form.text("client_secret").orElse(""));
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : DevelopmentClient.of(
              URLDecoder.decode(pair.substring(0, colon), UTF_8),
              URLDecoder.decode(pair.substring(colon + 1), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Answer error(int status, String error, String description) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("error_description", description);
    return unstored(Answer.of(status, body));
  }

  private static Answer unstored(Answer answer) {
    return answer.with("Cache-Control", "no-store").with("Pragma", "no-cache");
  }
}
