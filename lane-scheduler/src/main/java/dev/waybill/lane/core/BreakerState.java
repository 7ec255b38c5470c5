package dev.waybill.lane.core;

/** How a lane's circuit breaker stands. */
public enum BreakerState {
  /** Lets everything through. */
  CLOSED,
  /** Lets nothing through. */
  OPEN,
  /** Lets one probe through. */
  HALF_OPEN
}
