package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do, with a bound. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private Waiting() {}

  /**
   * Waits for at most two minutes.
   *
   * @throws dev.waybill.bench.frame.MeasurementException if it was in vain
   */
  public static void until(String what, BooleanSupplier condition) throws InterruptedException {
    until(what, PATIENCE, condition);
  }

  /**
   * Waits.
   *
   * @throws MeasurementException if it was in vain
   */
  public static void until(String what, Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > patience.toNanos()) {
        throw new MeasurementException("waited in vain until " + what);
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
