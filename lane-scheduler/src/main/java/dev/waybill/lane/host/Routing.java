package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneId;
import java.util.Objects;

/** Which lane a request belongs to. */
public sealed interface Routing {
  /** It belongs to a lane; the host moves it to that lane's partition if it came in elsewhere. */
  record Belongs(LaneId lane) implements Routing {
    public Belongs {
      Objects.requireNonNull(lane, "lane");
    }
  }

  /** It cannot be read well enough to tell; goes to the dead-letter topic. */
  record Malformed(String reason) implements Routing {
    public Malformed {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
