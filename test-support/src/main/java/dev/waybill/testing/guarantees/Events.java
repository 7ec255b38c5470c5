package dev.waybill.testing.guarantees;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.OperationEvent;

/** What kind of event it is. */
final class Events {
  private Events() {}

  static boolean isTerminal(OperationEvent event) {
    return event.type().equals(EventTypes.SUCCEEDED) || event.type().equals(EventTypes.FAILED);
  }

  static boolean isCreation(OperationEvent event) {
    return event.type().equals(EventTypes.CREATED);
  }

  static boolean isAttempt(OperationEvent event) {
    return event.type().equals(EventTypes.ATTEMPTED);
  }
}
