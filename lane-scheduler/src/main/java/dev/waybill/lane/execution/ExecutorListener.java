package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import java.time.Duration;

/** Told what happens, for meters. Called on many threads; must be quick and thread-safe. */
public interface ExecutorListener {
  /** Listens to nothing. */
  ExecutorListener NONE = new ExecutorListener() {};

  /**
   * An attempt ended in this process, {@code took} from its start; also those that were not
   * started.
   */
  default void finished(Outcome outcome, Duration took) {}

  /** A dispatch was refused, for it was no longer valid when it was read. */
  default void tooLate() {}

  /** A report could not be written and is tried again. */
  default void reportRetried() {}

  /** A report was refused as it was, and was written without its note. */
  default void reportCut() {}

  /** No report could be written at all; the attempt counts as unanswered. */
  default void reportGivenUp() {}

  /** A dispatch could not be read and was left to its deadline. */
  default void unreadable() {}
}
