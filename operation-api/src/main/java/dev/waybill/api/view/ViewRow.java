package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What the view knows of an operation: at first only that it was asked for, later what the
 * scheduler says of it. A row is its bytes: a head of fixed places, and the JSON as it came, which
 * is read only when somebody asks for it. Immutable.
 *
 * <pre>{@code
 * 0 version  1 flags  2 run  6 created  14 updated  22 partner  38 connection  54 offset
 * 62 marks of what lists filter by  90 length of the fingerprint  92 fingerprint  .. JSON
 * }</pre>
 */
final class ViewRow {
  private static final byte VERSION = 2;
  private static final byte VERSION_ALL_JSON = 1;
  private static final byte TOLD = 1;
  private static final byte ENDED = 2;
  private static final int RUN = 2;
  private static final int CREATED = 6;
  private static final int UPDATED = 14;
  private static final int PARTNER = 22;
  private static final int CONNECTION = 38;
  private static final int OFFSET = 54;
  private static final int MARKS = 62;
  private static final int FINGERPRINT = MARKS + ListMarks.COUNT * Integer.BYTES;
  private static final int HEAD = FINGERPRINT + Short.BYTES;
  private static final long NO_OFFSET = -1;
  private static final byte[] NONE = new byte[0];

  private final byte[] bytes;
  private final ByteBuffer view;

  private ViewRow(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
  }

  /** An operation that was asked for by a record. */
  static ViewRow asked(RequestHead request, byte[] json, long offset) {
    return of(request.head(), (byte) 0, offset, request.fingerprint(), json);
  }

  /** An operation that the scheduler has told of before its request was read. */
  static ViewRow toldFirst(OperationHead head, byte[] json) {
    return of(head, TOLD, NO_OFFSET, null, json);
  }

  /** The same operation as the scheduler has it now. */
  ViewRow told(OperationHead head, byte[] json) {
    return of(head, TOLD, view.getLong(OFFSET), fingerprint(), json);
  }

  /** The request came in after the scheduler's word on it. */
  ViewRow askedLate(RequestHead asked, long offset) {
    byte[] fingerprint = written(asked.fingerprint());
    byte[] json = json();
    ByteBuffer row = ByteBuffer.allocate(HEAD + fingerprint.length + json.length);
    row.put(bytes, 0, FINGERPRINT).putShort((short) fingerprint.length);
    row.put(fingerprint).put(json).putLong(OFFSET, offset);
    return new ViewRow(row.array());
  }

  private static ViewRow of(
      OperationHead head, byte flags, long offset, @Nullable String fingerprint, byte[] json) {
    byte[] mark = written(fingerprint);
    ByteBuffer row = ByteBuffer.allocate(HEAD + mark.length + json.length);
    row.put(VERSION).put((byte) (flags | (head.ended() ? ENDED : 0))).putInt(head.run());
    row.putLong(ViewKeys.millis(head.createdAt())).putLong(ViewKeys.millis(head.updatedAt()));
    put(row, head.partnerId());
    put(row, head.connectionId());
    row.putLong(offset);
    ListMarks.write(head, row);
    row.putShort((short) mark.length).put(mark).put(json);
    return new ViewRow(row.array());
  }

  /** Ours have 43 characters; what is longer than a row has room for compares with none. */
  private static byte[] written(@Nullable String fingerprint) {
    byte[] mark = fingerprint == null ? NONE : fingerprint.getBytes(UTF_8);
    return mark.length > Short.MAX_VALUE ? NONE : mark;
  }

  private static void put(ByteBuffer row, UUID id) {
    row.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private UUID id(int at) {
    return new UUID(view.getLong(at), view.getLong(at + Long.BYTES));
  }

  /** Whether the scheduler has spoken of it. */
  boolean isTold() {
    return (bytes[1] & TOLD) != 0;
  }

  boolean isEnded() {
    return (bytes[1] & ENDED) != 0;
  }

  int run() {
    return view.getInt(RUN);
  }

  UUID partnerId() {
    return id(PARTNER);
  }

  UUID connectionId() {
    return id(CONNECTION);
  }

  /** When it was created, in milliseconds, as places in lists have it. */
  long createdAtMs() {
    return view.getLong(CREATED);
  }

  /** When it was told of last, in milliseconds. */
  long updatedAtMs() {
    return view.getLong(UPDATED);
  }

  /** One of the marks of what lists filter by. */
  int mark(int index) {
    return view.getInt(MARKS + index * Integer.BYTES);
  }

  /** Where the request lies that came first; null if it was not read yet. */
  @Nullable Long requestOffset() {
    long offset = view.getLong(OFFSET);
    return offset == NO_OFFSET ? null : Long.valueOf(offset);
  }

  /** Of the body that was asked for, to compare a repeat of its key with. */
  @Nullable String fingerprint() {
    int length = fingerprintLength();
    return length == 0 ? null : new String(bytes, HEAD, length, UTF_8);
  }

  /** Rows of others than ours, written long ago, may have lengths beyond what is kept now. */
  private int fingerprintLength() {
    return Short.toUnsignedInt(view.getShort(FINGERPRINT));
  }

  /** As the newest event has it, or the request if there was none. */
  byte[] json() {
    return Arrays.copyOfRange(bytes, HEAD + fingerprintLength(), bytes.length);
  }

  /** As it was asked for; null once the scheduler has spoken. */
  @Nullable OperationRequest request() {
    return isTold() ? null : Json.read(json(), OperationRequest.class);
  }

  /** As the scheduler's newest event has it; null before the first, and if it is malformed. */
  @Nullable Operation operation() {
    if (!isTold()) {
      return null;
    }
    try {
      return Json.read(json(), Operation.class);
    } catch (JacksonException | NullPointerException e) {
      return null; // nobody but the scheduler writes events, and its are whole
    }
  }

  byte[] write() {
    return bytes;
  }

  static ViewRow read(byte[] row) {
    return switch (row.length == 0 ? 0 : row[0]) {
      case VERSION -> new ViewRow(row);
      case VERSION_ALL_JSON -> readAllJson(row);
      default ->
          throw new IllegalStateException("a row of the view has a version that we do not know");
    };
  }

  /** A row as it was written before. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record AllJson(
      @Nullable OperationRequest request,
      @Nullable Operation operation,
      @Nullable String fingerprint,
      @Nullable Long requestOffset) {}

  private static ViewRow readAllJson(byte[] row) {
    AllJson known = Json.read(Arrays.copyOfRange(row, 1, row.length), AllJson.class);
    long offset = Objects.requireNonNullElse(known.requestOffset(), NO_OFFSET);
    return known.operation() == null
        ? readAllJson(Objects.requireNonNull(known.request()), offset)
        : of(
            OperationHead.of(known.operation()),
            TOLD,
            offset,
            known.fingerprint(),
            Json.write(known.operation()));
  }

  private static ViewRow readAllJson(OperationRequest asked, long offset) {
    return asked(RequestHead.of(asked), Json.write(asked), offset);
  }
}
