package dev.waybill.tsp;

/** Why an attempt is worth repeating. */
public enum RetryReason {
  /** The TSP's rate limit (429): the whole connection is to slow down; costs no attempt. */
  THROTTLED("throttled"),
  /** The TSP said that it is down or overloaded (503). */
  UNAVAILABLE("unavailable"),
  /** The TSP answered that it failed. */
  TSP_ERROR("tsp_error"),
  /** No connection came about, so nothing was sent: name not found, refused, no route, TLS. */
  NETWORK("network");

  private final String wireName;

  RetryReason(String wireName) {
    this.wireName = wireName;
  }

  /** The name in records and metrics; stable, unlike the constant's own name. */
  public String wireName() {
    return wireName;
  }
}
