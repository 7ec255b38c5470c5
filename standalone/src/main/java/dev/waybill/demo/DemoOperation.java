package dev.waybill.demo;

import java.util.UUID;

/**
 * One operation of the demo and how it should end.
 *
 * @param fleet the connection's fleet
 * @param what what was asked, for the table
 * @param by how it was asked: {@code REST} or {@code Kafka}
 */
record DemoOperation(UUID id, String fleet, String what, String by, Expectation expectation) {

  /** How an operation should end, as far as one can see from outside. */
  enum Expectation {
    SUCCESS_AT_ONCE("success at once"),
    SUCCESS_AFTER_RETRIES("success after retries"),
    SUCCESS_THROTTLED("success, throttled"),
    REJECTED("failed: rejected"),
    EXHAUSTED("failed: retries exhausted");

    private final String words;

    Expectation(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
