package dev.waybill.bench.frame;

/** One of those that are compared. */
public interface Contender {
  /** A short name, unique in the comparison. */
  String name();

  /** With which settings it runs, in a sentence. */
  String settings();

  /**
   * Runs once and cleans up after itself.
   *
   * @param warmUp whether the figures are thrown away; it may then do less
   * @throws MeasurementException if there are no figures
   * @throws InterruptedException when interrupted
   */
  Sample run(boolean warmUp) throws InterruptedException;
}
