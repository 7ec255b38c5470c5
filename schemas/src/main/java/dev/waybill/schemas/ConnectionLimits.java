package dev.waybill.schemas;

/**
 * What a connection may take.
 *
 * @param requestsPerSecond sustained rate, over 0
 * @param burst how many calls may come at once after a pause, at least 1
 * @param maxInFlight calls at the same time, at least 1
 */
public record ConnectionLimits(double requestsPerSecond, int burst, int maxInFlight) {
  public static final ConnectionLimits DEFAULT = new ConnectionLimits(10, 10, 4);

  public ConnectionLimits {
    if (!(requestsPerSecond > 0) || Double.isInfinite(requestsPerSecond)) {
      throw new IllegalArgumentException(
          "requests_per_second must be a number over 0, not " + requestsPerSecond);
    }
    if (burst < 1 || maxInFlight < 1) {
      throw new IllegalArgumentException(
          "burst and max_in_flight must be at least 1, not " + burst + " and " + maxInFlight);
    }
  }
}
