package dev.waybill.testing.guarantees;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Order per resource (G3): operations on one resource are started in the order accepted, the second
 * only after the first ended, retries included.
 *
 * @param accepted operations that all succeed, on one resource, in the order of the log
 */
public record OrderGuarantee(List<UUID> accepted) {
  public OrderGuarantee {
    accepted = List.copyOf(accepted);
  }

  /**
   * The first breach in words, or nothing if order was kept.
   *
   * @param calls in the order of their arrival; those of other operations are passed over
   */
  public Optional<String> violation(List<RecordedCall> calls) {
    List<RecordedCall> left = new ArrayList<>(calls);
    left.removeIf(call -> accepted.stream().noneMatch(call::isFor));
    int next = 0;
    for (RecordedCall call : left) {
      if (next == accepted.size()) {
        return Optional.of(call.idempotencyKey() + " was called after everything had ended");
      }
      UUID due = accepted.get(next);
      if (!call.isFor(due)) {
        return Optional.of(
            "%s was called while %s, number %d, was due"
                .formatted(call.idempotencyKey(), due, next + 1));
      }
      if (call.actedOn()) {
        next++;
      }
    }
    return next == accepted.size()
        ? Optional.empty()
        : Optional.of(accepted.get(next) + ", number " + (next + 1) + ", never succeeded");
  }
}
