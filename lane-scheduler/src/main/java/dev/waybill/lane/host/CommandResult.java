package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneEvent;
import java.util.Objects;

/** What came of a command. */
public sealed interface CommandResult {
  /** The application dealt with it. */
  record Done() implements CommandResult {}

  /** The engine is to do this, in the same transaction. */
  record Engine(LaneEvent event) implements CommandResult {
    public Engine {
      Objects.requireNonNull(event, "event");
    }
  }

  /** It cannot be read or is not known; goes to the dead-letter topic. */
  record Malformed(String reason) implements CommandResult {
    public Malformed {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
