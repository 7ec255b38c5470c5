package dev.waybill.api.view;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Finds the store of a partition: the one place that knows who owns which. Today it has all or says
 * that it has not; forwarding to the instance that owns a partition comes in behind it.
 */
@FunctionalInterface
interface ViewStores {
  /**
   * The store of a partition.
   *
   * @throws RefusedException 503 if it is being moved or restored
   */
  ReadOnlyKeyValueStore<Bytes, byte[]> of(int partition);

  /** How a request is refused while a store is not here. */
  static RefusedException unavailable() {
    return RefusedException.retryLater(
        ProblemCode.VIEW_UNAVAILABLE,
        "this part of the view is being moved or restored; nothing is lost, try again",
        2);
  }
}
