package dev.waybill.api.view;

import java.util.List;
import java.util.function.BooleanSupplier;

/** How the view comes to have what was accepted. Thread-safe. */
interface Recency {
  /**
   * Waits until every request of a partition that is there now was taken in.
   *
   * @param found ends the wait early: what is looked for is there
   * @return false if the view has not caught up in time
   */
  boolean catchUp(int partition, BooleanSupplier found);

  /** Waits until the request at an offset was taken in; false if it was not in time. */
  boolean takenIn(int partition, long offset);

  /**
   * Waits until every request of some partitions that can be read now was taken in, for a fraction
   * of a second: a list is better a little late than not there.
   */
  void catchUpBriefly(List<Integer> partitions);
}
