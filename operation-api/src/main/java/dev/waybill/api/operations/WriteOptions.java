package dev.waybill.api.operations;

import dev.waybill.api.http.Call;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.IdempotencyKey;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Priority;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a write asks for beside its body.
 *
 * @param expiresAt not started after this; null: as the connection has it
 * @param priority null: normal
 * @param key the caller's name for the write; null: none
 * @param syncWait how long to wait for the end; null: not at all
 * @param isDryRun whether nothing is to be done
 */
record WriteOptions(
    @Nullable Instant expiresAt,
    @Nullable Priority priority,
    @Nullable IdempotencyKey key,
    @Nullable Duration syncWait,
    boolean isDryRun) {
  private static final int LONGEST_WAIT_S = 60;
  private static final String EXPIRES_AT = "Waybill-Expires-At";
  private static final String PRIORITY = "Waybill-Priority";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Reads a call's query and headers; what is not available is refused, never passed over. */
  static WriteOptions of(Call call, Instant now) {
    QueryParameters query = call.query("is_sync", "wait_s", "dry_run");
    boolean isDryRun = query.flag("dry_run");
    boolean isSync = query.flag("is_sync");
    if (isDryRun && isSync) {
      throw new RefusedException(
          ProblemCode.INVALID_QUERY, "'dry_run' and 'is_sync' exclude one another");
    }
    if (!isSync && query.text("wait_s").isPresent()) {
      throw new RefusedException(
          ProblemCode.INVALID_QUERY, "'wait_s' goes with is_sync=true, or with reading");
    }
    IdempotencyKey key = call.onlyHeader(IDEMPOTENCY_KEY).map(WriteOptions::key).orElse(null);
    Instant expiresAt = expiresAt(call);
    if (!isSync) {
      return new WriteOptions(expiresAt, priority(call), isDryRun ? null : key, null, isDryRun);
    }
    Duration wait = Duration.ofSeconds(query.integer("wait_s", LONGEST_WAIT_S, 1, LONGEST_WAIT_S));
    Instant end = now.plus(wait);
    Instant startBy = expiresAt == null || expiresAt.isAfter(end) ? end : expiresAt;
    return new WriteOptions(startBy, priority(call), key, wait, false);
  }

  /** Of a batch: what holds for all its entries. */
  static WriteOptions ofBatch(Call call, Instant now) {
    call.query();
    if (call.onlyHeader(IDEMPOTENCY_KEY).isPresent()) {
      throw new RefusedException(
          ProblemCode.INVALID_HEADER,
          "a batch takes no " + IDEMPOTENCY_KEY + ": a key names one write; send it alone");
    }
    WriteOptions options = new WriteOptions(expiresAt(call), priority(call), null, null, false);
    options.refuseIfLate(now);
    return options;
  }

  /**
   * Refuses a deadline that has passed; not to be asked of the repeat of a write that was taken.
   *
   * @throws RefusedException 400
   */
  void refuseIfLate(Instant now) {
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw wrongTime();
    }
  }

  private static @Nullable Instant expiresAt(Call call) {
    String text = call.onlyHeader(EXPIRES_AT).orElse(null);
    if (text == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (Json.isTime(time)) {
        return time;
      }
    } catch (DateTimeException e) {
      // No time, as below.
    }
    throw wrongTime();
  }

  private static RefusedException wrongTime() {
    return new RefusedException(
        ProblemCode.INVALID_HEADER,
        EXPIRES_AT
            + " must be a time in the future such as 2026-11-22T10:15:30.000Z, up to the year"
            + " 9999");
  }

  private static IdempotencyKey key(String text) {
    return IdempotencyKey.of(text)
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.INVALID_HEADER,
                IDEMPOTENCY_KEY + " must have 1 to 255 visible ASCII characters and no space"));
  }

  private static @Nullable Priority priority(Call call) {
    String text = call.onlyHeader(PRIORITY).orElse(null);
    if (text == null) {
      return null;
    }
    try {
      return Priority.of(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ProblemCode.INVALID_HEADER, PRIORITY + ": " + e.getMessage());
    }
  }
}
