package dev.waybill.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the view knows of an operation: at first only that it was asked for, later what the
 * scheduler says of it. Persisted as a version byte and JSON.
 *
 * @param request as it was asked for; null once the scheduler has spoken
 * @param operation as the scheduler's newest event has it; null before the first
 * @param fingerprint of the body that was asked for, to compare a repeat of its key with
 * @param requestOffset where the request lies that came first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ViewRow(
    @Nullable OperationRequest request,
    @Nullable Operation operation,
    @Nullable String fingerprint,
    @Nullable Long requestOffset) {
  private static final byte VERSION = 1;

  static ViewRow asked(OperationRequest request, long offset) {
    return new ViewRow(request, null, request.fingerprint(), offset);
  }

  /** The same operation as the scheduler has it now. */
  ViewRow told(Operation newest) {
    return new ViewRow(null, newest, fingerprint, requestOffset);
  }

  /** The request came in after the scheduler's word on it. */
  ViewRow askedLate(OperationRequest asked, long offset) {
    return new ViewRow(null, operation, asked.fingerprint(), offset);
  }

  static ViewRow toldFirst(Operation newest) {
    return new ViewRow(null, newest, null, null);
  }

  UUID partnerId() {
    return operation == null ? Objects.requireNonNull(request).partnerId() : operation.partnerId();
  }

  UUID connectionId() {
    return operation == null
        ? Objects.requireNonNull(request).connectionId()
        : operation.connectionId();
  }

  Instant createdAt() {
    return operation == null
        ? Objects.requireNonNull(request).requestedAt()
        : operation.createdAt();
  }

  byte[] write() {
    byte[] json = Json.write(this);
    byte[] row = new byte[json.length + 1];
    row[0] = VERSION;
    System.arraycopy(json, 0, row, 1, json.length);
    return row;
  }

  static ViewRow read(byte[] row) {
    if (row.length == 0 || row[0] != VERSION) {
      throw new IllegalStateException("a row of the view has a version that we do not know");
    }
    return Json.read(Arrays.copyOfRange(row, 1, row.length), ViewRow.class);
  }
}
