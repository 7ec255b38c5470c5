package dev.waybill.api.operations;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.kafka.Written;
import dev.waybill.api.view.AskedOperation;
import dev.waybill.api.view.ViewService;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes under an idempotency key. Of several that are made at once, through whatever instance, the
 * one whose request lies first in the log is the operation; each reads its own request back to see
 * whether it was that. Thread-safe.
 */
public final class IdempotentWrites {
  private final ViewService view;

  /** Makes it on a view that is started elsewhere. */
  public IdempotentWrites(ViewService view) {
    this.view = view;
  }

  /**
   * What was written under a key before.
   *
   * @param id of the operation, derived from the key
   * @throws RefusedException 422 if the key was used with another body
   */
  Optional<Operation> before(UUID partnerId, UUID id, UUID connectionId, String fingerprint) {
    return comparable(view.asked(partnerId, id, connectionId))
        .map(known -> same(known, fingerprint));
  }

  /**
   * What may have been told of before its request was read: then what was asked for is not known
   * yet. It is written again, and compared once that is read back.
   */
  static Optional<AskedOperation> comparable(Optional<AskedOperation> known) {
    return known.filter(operation -> operation.requestOffset() != null);
  }

  /**
   * Writes a request that was not there {@link #before}.
   *
   * @param write writes it and tells where it lies
   * @return the operation of another that was first; empty if this request has made it
   * @throws RefusedException 422 if the key was used with another body; 503 if it cannot be told
   *     now, and then the same again is safe
   */
  Optional<Operation> write(OperationRequest request, Supplier<Written> write) {
    Written written = write.get();
    return readBack(request, written)
        .filter(known -> !Long.valueOf(written.offset()).equals(known.requestOffset()))
        .map(known -> same(known, request.fingerprint()));
  }

  private Optional<AskedOperation> readBack(OperationRequest request, Written written) {
    try {
      return view.readBack(request, written);
    } catch (RefusedException e) {
      throw RefusedException.retryLater(
          ProblemCode.VIEW_UNAVAILABLE,
          "it was written, but cannot be read back now; send the same again under the same key",
          2);
    }
  }

  static Operation same(AskedOperation known, @Nullable String fingerprint) {
    if (known.fingerprint() != null && known.fingerprint().equals(fingerprint)) {
      return known.operation();
    }
    throw new RefusedException(
        ProblemCode.IDEMPOTENCY_KEY_REUSED,
        "the key was used for another request on this connection: operation %s; take a new key"
            .formatted(known.operation().id()));
  }
}
