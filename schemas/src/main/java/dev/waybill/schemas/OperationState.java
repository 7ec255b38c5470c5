package dev.waybill.schemas;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come and what it waits for.
 *
 * @param until when the wait is expected to end, where that is known
 * @param queuePosition an upper bound of how many operations of the lane go first
 */
public record OperationState(
    Phase phase,
    @Nullable WaitReason reason,
    @Nullable Instant until,
    @Nullable Long queuePosition) {

  /** The state of an operation in the given phase that waits for nothing in particular. */
  public static OperationState of(Phase phase) {
    return new OperationState(phase, null, null, null);
  }
}
