package dev.waybill.lane.host;

import dev.waybill.lane.core.Item;
import java.util.Objects;

/** What becomes of a request. */
public sealed interface Admission {
  /** It enters its lane. */
  record Accept(Item item) implements Admission {
    public Accept {
      Objects.requireNonNull(item, "item");
    }
  }

  /** It goes to the dead-letter topic, nothing else. */
  record Refuse(String reason) implements Admission {
    public Refuse {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * It goes to the dead-letter topic and, if its id is new, is accepted and ends at once as
   * refused, so that nobody waits for it.
   */
  record Fail(Item item, String reason) implements Admission {
    public Fail {
      Objects.requireNonNull(item, "item");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
