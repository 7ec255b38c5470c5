package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import dev.waybill.api.auth.TokenVerifier;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.meters.ApiMeters;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
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
public final class Endpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
  private static final String UNKNOWN_ROUTE = "unknown";

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE");

  private final Doorkeeper door;
  private final ApiMeters meters;
  private final OperationIds ids;
  private final BodyWatch watch = new BodyWatch(System::nanoTime);
  private final BodyReader.Pace pace;
  private final Map<String, Map<String, Endpoint>> table = new LinkedHashMap<>();

  /**
   * Makes the edge of a table.
   *
   * @param ids makes the ids of requests
   * @param bodyPatience how much longer a body may take than its length does
   */
  public Endpoints(
      List<Endpoint> endpoints,
      TokenVerifier tokens,
      RequestQuota quota,
      ApiMeters meters,
      OperationIds ids,
      Duration bodyPatience) {
    this.door = new Doorkeeper(tokens, quota);
    this.meters = meters;
    this.ids = ids;
    this.pace = new BodyReader.Pace(bodyPatience, watch);
    for (Endpoint endpoint : endpoints) {
      table
          .computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
          .put(endpoint.method(), endpoint);
    }
  }

  /** Begins to watch the bodies that are read: those that stand still are ended. */
  public void start() {
    watch.start();
  }

  @Override
  public void close() {
    watch.close();
  }

  /** Registers all endpoints, and the problem answers for what none of them serves. */
  public void routing(HttpRouting.Builder routing) {
    routing.addFilter((chain, request, response) -> {
      Responses.begin(response, ids.next().toString());
      chain.proceed();
      Closing.ifAnnounced(request, response, null);
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
            .entity(Responses.bytes(answer.body()));
    Responses.complete(answer, requestId)
        .headers()
        .forEach((name, value) -> response.header(HeaderNames.create(name), value));
    return response.build();
  }

  private void serve(Endpoint endpoint, ServerRequest request, ServerResponse response) {
    Answer answer;
    Caller caller = null;
    Call call = null;
    try {
      if (endpoint.scope() != null) {
        caller = door.authenticated(request);
        door.admit(caller, endpoint.scope(), response);
      }
      call = new Call(request, caller, Responses.requestId(response), pace);
      answer = endpoint.handler().handle(call);
    } catch (RefusedException e) {
      answer = Problems.answer(e, Responses.requestId(response));
    } catch (HttpException e) {
      answer = Problems.ofServer(e.status(), Responses.requestId(response));
    } catch (UncheckedIOException e) {
      throw goneAway(e); // in the middle of the body
    } catch (RuntimeException e) {
      log.error(
          "a request failed: route={} request_id={}",
          endpoint.path(),
          Responses.requestId(response),
          e);
      answer = Problems.internal(Responses.requestId(response));
    }
    meters.answered(endpoint.path(), endpoint.method(), answer.status());
    if (caller != null) {
      AuditTrail.answered(
          caller,
          endpoint.method(),
          request.path().path(),
          answer.status(),
          Responses.requestId(response),
          call == null ? Map.of() : call.audited());
    }
    try {
      Responses.send(answer, request, response);
    } catch (UncheckedIOException | ServerConnectionException e) {
      throw goneAway(e);
    }
    Closing.ifAnnounced(request, response, call == null ? null : call.unread());
  }

  /** Nobody is left to answer, and it is no fault of ours. */
  private static CloseConnectionException goneAway(RuntimeException e) {
    return new CloseConnectionException("the caller went away", e);
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
            Responses.requestId(response));
    meters.answered(path, known(request), answer.status());
    Responses.send(answer, request, response);
  }

  private void refusedByServer(ServerRequest request, ServerResponse response, HttpException e) {
    Answer answer = Problems.ofServer(e.status(), Responses.requestId(response));
    meters.answered(UNKNOWN_ROUTE, known(request), answer.status());
    Responses.send(answer, request, response);
    Closing.ifAnnounced(request, response, null);
  }

  /** The method, bounded: it becomes a tag. */
  private static String known(ServerRequest request) {
    String method = request.prologue().method().text();
    return METHODS.contains(method) ? method : "other";
  }
}
