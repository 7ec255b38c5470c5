package dev.waybill.lane.host;

/** Where the rows of a task are held; both are backed by a changelog topic. */
public enum StoreKind {
  /** On disk: a backlog of any size, and a clean restart costs nothing. */
  ROCKS_DB,
  /** On the heap: faster, but a backlog must fit and every restart reads the whole changelog. */
  IN_MEMORY
}
