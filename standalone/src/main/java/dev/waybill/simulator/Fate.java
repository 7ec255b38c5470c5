package dev.waybill.simulator;

/** What is to become of a call, decided on its receipt. */
sealed interface Fate {
  /** It is carried out and answered. */
  record Act() implements Fate {}

  /** It gets this answer and is not carried out. */
  record Refuse(Answer answer) implements Fate {}

  /** It is carried out, and the connection is closed without an answer. */
  record ActAndDrop() implements Fate {}

  /** Nothing happens until the caller closes the connection. */
  record Hang() implements Fate {}

  /** The connection is reset. */
  record Reset() implements Fate {}
}
