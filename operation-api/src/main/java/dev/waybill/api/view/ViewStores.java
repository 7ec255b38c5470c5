package dev.waybill.api.view;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Finds the stores of those partitions that are this instance's own. */
@FunctionalInterface
interface ViewStores {
  /**
   * The store of a partition.
   *
   * @throws RefusedException 503 if it is not here, or cannot be read yet
   */
  ReadOnlyKeyValueStore<Bytes, byte[]> of(int partition);

  /** How a request is refused while a store cannot be read. */
  static RefusedException unavailable() {
    return RefusedException.retryLater(
        ProblemCode.VIEW_UNAVAILABLE,
        "this part of the view is being moved or restored; nothing is lost, try again",
        2);
  }
}
