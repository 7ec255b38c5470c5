package dev.waybill.bench.frame;

/** One question that a machine can answer with figures. */
public interface Benchmark {
  /** What it is asked for by on the command line. */
  String name();

  /** What it compares, in a sentence. */
  String compares();

  /** Whether its quick form is run by {@code mvn verify}. */
  default boolean isQuickEnoughForTests() {
    return true;
  }

  /**
   * Runs it, from building up to cleaning away, and prints its tables.
   *
   * @throws MeasurementException if it did not come to figures, or to figures that cannot be true
   * @throws InterruptedException when interrupted
   */
  void run(Bench bench) throws InterruptedException;
}
