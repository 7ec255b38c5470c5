package dev.waybill.lane.host;

import java.util.Objects;

/** What came of a command. */
public sealed interface CommandResult {
  /** The application dealt with it. */
  record Done() implements CommandResult {}

  /** It cannot be read or is not known; goes to the dead-letter topic. */
  record Malformed(String reason) implements CommandResult {
    public Malformed {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
