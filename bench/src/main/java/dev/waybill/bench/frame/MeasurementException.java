package dev.waybill.bench.frame;

/** A run that gave no figures, or figures that cannot be true; the message says why. */
public final class MeasurementException extends RuntimeException {
  public MeasurementException(String message) {
    super(message);
  }

  public MeasurementException(String message, Throwable cause) {
    super(message, cause);
  }
}
