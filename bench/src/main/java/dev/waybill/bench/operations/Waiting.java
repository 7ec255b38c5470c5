package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do, with a bound. */
final class Waiting {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private Waiting() {}

  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    until(what, PATIENCE, condition);
  }

  static void until(String what, Duration patience, BooleanSupplier condition)
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
