package dev.waybill.simulator;

import org.jspecify.annotations.Nullable;

/** A call that a fleet received. All but the status is fixed on receipt. Thread-safe. */
final class Call {
  private final String fleetRef;
  private final long atMs;
  private final String method;
  private final String path;
  private final @Nullable String idempotencyKey;
  private final byte[] body;
  private volatile int status;

  Call(String fleetRef, long atMs, SimulatorRequest request) {
    this.fleetRef = fleetRef;
    this.atMs = atMs;
    this.method = request.method();
    this.path = request.target();
    this.idempotencyKey = request.idempotencyKey();
    this.body = request.body();
  }

  String fleetRef() {
    return fleetRef;
  }

  long atMs() {
    return atMs;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  byte[] body() {
    return body;
  }

  /** The status that was sent; null while, or when, none was. */
  @Nullable Integer status() {
    return status == 0 ? null : status;
  }

  /** Set before the answer goes out, so that whoever has the answer finds it in the log. */
  void answering(int sent) {
    status = sent;
  }

  /** The answer could not be sent after all. */
  void unanswered() {
    status = 0;
  }
}
