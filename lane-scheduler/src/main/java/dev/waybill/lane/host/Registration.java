package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSettings;
import java.util.Objects;

/** What a record of the registry says. */
public sealed interface Registration {
  /** A lane has these settings. Ignored by the engine if not newer than those in force. */
  record Configure(LaneId lane, LaneSettings settings) implements Registration {
    public Configure {
      Objects.requireNonNull(lane, "lane");
      Objects.requireNonNull(settings, "settings");
    }
  }

  /** A lane is gone: what waits in it ends as lane removed. */
  record Remove(LaneId lane) implements Registration {
    public Remove {
      Objects.requireNonNull(lane, "lane");
    }
  }

  /** Nothing for the engine. */
  record Ignore() implements Registration {}

  /** It cannot be read; goes to the dead-letter topic. */
  record Malformed(String reason) implements Registration {
    public Malformed {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
