package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import dev.waybill.api.auth.Scope;
import dev.waybill.api.auth.TokenCheck;
import dev.waybill.api.auth.TokenVerifier;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.meters.ApiMeters;
import dev.waybill.schemas.Json;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the table of endpoints on an HTTP server: who calls, what they may, the handler, the answer,
 * and a problem answer for everything that goes wrong on the way. Thread-safe.
 */
public final class Endpoints {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
  private static final String REQUEST_ID = "X-Request-Id";
  private static final String UNKNOWN_ROUTE = "unknown";

  /**
   * Headers of every answer: nothing is to be guessed about it, kept by anybody between, or run or
   * framed by a browser.
   */
  private static final Map<String, String> SECURITY =
      Map.of(
          "X-Content-Type-Options",
          "nosniff",
          "Cache-Control",
          "no-store",
          "Content-Security-Policy",
          "default-src 'none'; frame-ancestors 'none'");

  private static final HeaderName REQUEST_ID_NAME = HeaderNames.create(REQUEST_ID);
  private static final List<Header> SECURITY_HEADERS =
      SECURITY.entrySet().stream()
          .map(entry -> HeaderValues.createCached(entry.getKey(), entry.getValue()))
          .toList();

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE");

  private final TokenVerifier tokens;
  private final RequestQuota quota;
  private final ApiMeters meters;
  private final OperationIds ids;
  private final Map<String, Map<String, Endpoint>> table = new LinkedHashMap<>();

  /**
   * Makes the edge of a table.
   *
   * @param ids makes the ids of requests
   */
  public Endpoints(
      List<Endpoint> endpoints,
      TokenVerifier tokens,
      RequestQuota quota,
      ApiMeters meters,
      OperationIds ids) {
    this.tokens = tokens;
    this.quota = quota;
    this.meters = meters;
    this.ids = ids;
    for (Endpoint endpoint : endpoints) {
      table
          .computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
          .put(endpoint.method(), endpoint);
    }
  }

  /** Registers all endpoints, and the problem answers for what none of them serves. */
  public void routing(HttpRouting.Builder routing) {
    routing.addFilter((chain, request, response) -> {
      response.header(REQUEST_ID_NAME, ids.next().toString());
      SECURITY_HEADERS.forEach(response::header);
      chain.proceed();
      Closing.ifAnnounced(request, response);
    });
    table.forEach((path, methods) -> {
      methods.forEach((method, endpoint) ->
          routing.route(
              Method.create(method),
              path,
              (request, response) -> serve(endpoint, request, response)));
      routing.any(path, (request, response) -> wrongMethod(path, request, response));
    });
    routing.error(HttpException.class, this::refusedByServer);
  }

  /** Answers for what the server refuses before any route is asked. */
  public DirectHandlers refusals() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, this::refusedAtOnce);
    }
    return handlers.build();
  }

  private DirectHandler.TransportResponse refusedAtOnce(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    String requestId = ids.next().toString();
    // Of what never was a request only its sender can be at fault.
    boolean ours = type == DirectHandler.EventType.INTERNAL_ERROR;
    Answer answer =
        ours
            ? Problems.internal(requestId)
            : Problems.ofServer(status.code() >= 500 ? Status.BAD_REQUEST_400 : status, requestId);
    meters.answered(UNKNOWN_ROUTE, "other", answer.status());
    DirectHandler.TransportResponse.Builder response =
        DirectHandler.TransportResponse.builder()
            .status(Status.create(answer.status()))
            .headers(headers)
            .keepAlive(false)
            .entity(bytes(answer.body()));
    answer
        .withAll(SECURITY)
        .with(REQUEST_ID, requestId)
        .headers()
        .forEach((name, value) -> response.header(HeaderNames.create(name), value));
    return response.build();
  }

  private void serve(Endpoint endpoint, ServerRequest request, ServerResponse response) {
    Answer answer;
    Caller caller = null;
    Map<String, String> audited = Map.of();
    try {
      if (endpoint.scope() != null) {
        caller = authenticated(request);
        admit(caller, endpoint.scope(), response);
      }
      Call call = new Call(request, caller, requestId(response));
      audited = call.audited();
      answer = endpoint.handler().handle(call);
    } catch (RefusedException e) {
      answer = Problems.answer(e, requestId(response));
    } catch (HttpException e) {
      answer = Problems.ofServer(e.status(), requestId(response));
    } catch (UncheckedIOException e) {
      throw e; // the caller went away in the middle of the body: nobody is left to answer
    } catch (RuntimeException e) {
      log.error(
          "a request failed: route={} request_id={}", endpoint.path(), requestId(response), e);
      answer = Problems.internal(requestId(response));
    }
    meters.answered(endpoint.path(), endpoint.method(), answer.status());
    if (caller != null) {
      AuditTrail.answered(
          caller,
          endpoint.method(),
          request.path().path(),
          answer.status(),
          requestId(response),
          audited);
    }
    send(answer, request, response);
  }

  private Caller authenticated(ServerRequest request) {
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

  /** Whether one who is known may do this now. */
  private void admit(Caller caller, Scope scope, ServerResponse response) {
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

  private void wrongMethod(String path, ServerRequest request, ServerResponse response) {
    Map<String, Endpoint> methods = table.getOrDefault(path, Map.of());
    String allowed = String.join(", ", new TreeSet<>(methods.keySet()));
    Answer answer =
        Problems.answer(
            new RefusedException(
                ProblemCode.METHOD_NOT_ALLOWED,
                "this path takes " + allowed,
                Map.of("Allow", allowed)),
            requestId(response));
    meters.answered(path, known(request), answer.status());
    send(answer, request, response);
  }

  private void refusedByServer(ServerRequest request, ServerResponse response, HttpException e) {
    Answer answer = Problems.ofServer(e.status(), requestId(response));
    meters.answered(UNKNOWN_ROUTE, known(request), answer.status());
    send(answer, request, response);
    Closing.ifAnnounced(request, response);
  }

  /** The method, bounded: it becomes a tag. */
  private static String known(ServerRequest request) {
    String method = request.prologue().method().text();
    return METHODS.contains(method) ? method : "other";
  }

  private static String requestId(ServerResponse response) {
    return response.headers().first(REQUEST_ID_NAME).orElse("");
  }

  private static void send(Answer answer, ServerRequest request, ServerResponse response) {
    response.status(Status.create(answer.status()));
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    Closing.announceIfMuchIsLeft(request, response);
    Object body = answer.body();
    // A body after the answer to HEAD would be taken for the next answer.
    if (body == null || request.prologue().method().text().equals("HEAD")) {
      response.send();
      return;
    }
    if (!answer.headers().containsKey("Content-Type")) {
      response.header(HeaderNames.CONTENT_TYPE, "application/json");
    }
    response.send(bytes(body));
  }

  private static byte[] bytes(@Nullable Object body) {
    return body instanceof byte[] raw ? raw : Json.write(body == null ? Map.of() : body);
  }
}
