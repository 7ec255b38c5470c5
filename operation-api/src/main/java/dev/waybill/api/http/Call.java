package dev.waybill.api.http;

import dev.waybill.api.auth.Caller;
import dev.waybill.api.id.Ids;
import dev.waybill.schemas.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request on its way through a handler. Not thread-safe. */
public final class Call {
  /** The largest body of a single write, in bytes (CONTRACT 3). */
  public static final int BODY_LIMIT = BodyReader.LIMIT;

  /** The same of a batch. */
  public static final int BATCH_LIMIT = BodyReader.BATCH_LIMIT;

  private final ServerRequest request;
  private final @Nullable Caller caller;
  private final String requestId;
  private final BodyReader.Pace pace;
  private @Nullable BodyReader reader;
  private final Map<String, String> audited = new LinkedHashMap<>();

  Call(ServerRequest request, @Nullable Caller caller, String requestId, BodyReader.Pace pace) {
    this.request = request;
    this.requestId = requestId;
    this.pace = pace;
    this.caller = caller;
  }

  /**
   * Who calls.
   *
   * @throws IllegalStateException at an endpoint that is open to everybody
   */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("an open endpoint has no caller");
    }
    return caller;
  }

  /** The partner who calls. */
  public UUID partnerId() {
    return caller().partnerId();
  }

  /** The method, in capitals. */
  public String method() {
    return request.prologue().method().text();
  }

  /** The path as it was called, without the query. */
  public String path() {
    return request.path().path();
  }

  /** A parameter of the path. */
  public String path(String name) {
    return request.path().pathParameters().get(name);
  }

  /**
   * A parameter of the path that is an id.
   *
   * @param missing how to refuse what is no UUID: nothing can be known under it
   */
  public UUID pathId(String name, ProblemCode missing) {
    return Ids.parse(path(name))
        .orElseThrow(() -> new RefusedException(missing, "there is nothing of that id"));
  }

  /** The query parameters; whoever reads them also names those that are known. */
  public QueryParameters query(String... known) {
    return new QueryParameters(request.query().toMap(), List.of(known));
  }

  /** A header of the request; the first if it was sent twice. */
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /**
   * A header of the request that means one thing.
   *
   * @throws RefusedException 400 if it was sent more than once: whichever was meant, the other was
   *     not
   */
  public Optional<String> onlyHeader(String name) {
    HeaderName header = HeaderNames.create(name);
    if (request.headers().contains(header) && request.headers().get(header).valueCount() > 1) {
      throw new RefusedException(
          ProblemCode.INVALID_HEADER, name + " is given more than once; send it once");
    }
    return request.headers().first(header);
  }

  /** Whether there is a body at all. */
  public boolean hasBody() {
    return request.content().hasEntity();
  }

  /** The body as JSON, whatever its shape. */
  public JsonNode json() {
    return reader(BodyReader.LIMIT).json();
  }

  /**
   * Reads the body of a batch, which may be larger.
   *
   * @param coming told how many bytes more there are, before they are kept; may refuse them
   * @return makes JSON of it, which takes many times the room
   */
  public Supplier<JsonNode> batch(IntConsumer coming) {
    BodyReader reader = reader(BodyReader.BATCH_LIMIT);
    byte[] body = reader.bytesOfJson(coming);
    return () -> reader.json(body);
  }

  private BodyReader reader(int limit) {
    BodyReader made = new BodyReader(request, limit, pace);
    reader = made;
    return made;
  }

  /** What was left over of a body that was read in part, if it may be read on. */
  @Nullable InputStream unread() {
    return reader == null ? null : reader.unread();
  }

  /** Names what the call is about, or what has come of it, for its line in the audit trail. */
  public void audit(String name, Object value) {
    audited.put(name, value.toString());
  }

  /** What was named for the audit trail, in the order in which it was. */
  Map<String, String> audited() {
    return audited;
  }

  /** A part of the call that was accepted for itself: a line of its own in the audit trail. */
  public void auditPart(UUID connectionId, UUID operationId) {
    AuditTrail.accepted(requestId, connectionId, operationId);
  }

  /** The problem that a refusal of a part of this call is told as. */
  public Problem problem(RefusedException refusal) {
    return Problems.problem(refusal, requestId);
  }

  /** The body as a form. */
  public QueryParameters form() {
    return reader(BodyReader.LIMIT).form();
  }
}
