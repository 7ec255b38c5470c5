package dev.waybill.lane.execution;

/** The call must not be made: that it was about to start could not be recorded, or not in time. */
public final class StartNotRecordedException extends RuntimeException {
  StartNotRecordedException(String message) {
    super(message);
  }

  StartNotRecordedException(String message, Throwable cause) {
    super(message, cause);
  }
}
