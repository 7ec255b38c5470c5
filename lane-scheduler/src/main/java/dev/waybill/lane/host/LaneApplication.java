package dev.waybill.lane.host;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.Waiting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What uses the engine implements: operations to a TSP, webhook deliveries.
 *
 * <p>One instance per task (partition), always called on that task's stream thread and inside its
 * transaction: what is published and put here is committed together with the engine's own step, or
 * not at all. Nothing here may block, look at a system clock, or keep on the heap what is not
 * rebuilt in {@link #start}: a task may be revived, after an aborted transaction, with the same
 * instance.
 *
 * <p>An exception thrown from {@link #route}, {@link #admit}, {@link #register} or {@link #command}
 * sends that record to the dead-letter topic; from any other method it stops the task.
 */
public interface LaneApplication {
  /**
   * Called first, and again each time the task is revived. Forget everything of before.
   *
   * @param output for records of the application's own
   * @param rows the application's own rows, kept in the task's store
   */
  void start(LaneOutput output, ApplicationRows rows);

  /**
   * Which lane a request belongs to; before {@link #admit}, which is only asked in the partition of
   * that lane.
   */
  Routing route(InboundRecord record);

  /**
   * Turns a request into an item. Not yet known to be new: duplicates are dropped by the engine
   * after this.
   *
   * @param now the time to use as the item's arrival
   */
  Admission admit(InboundRecord record, Instant now);

  /**
   * Reads a record of the registry topic, also of those that were read before (the topic is
   * compacted), and of those that are to be moved to another partition: this notes nothing.
   */
  Registration register(InboundRecord record);

  /** Notes what {@link #register} read; in the partition of its lane, and before the engine. */
  default void registered(InboundRecord record) {}

  /**
   * Which lane a command belongs to; before {@link #command}, which is only asked in the partition
   * of that lane.
   *
   * @return by default every command is malformed, for there are none
   */
  default Routing routeCommand(InboundRecord record) {
    return new Routing.Malformed("this application knows no commands");
  }

  /**
   * An application's own command.
   *
   * @return what came of it; by default every command is malformed, for there are none
   */
  default CommandResult command(InboundRecord record, Instant now) {
    return new CommandResult.Malformed("this application knows no commands");
  }

  /**
   * An item that was not known before entered its lane.
   *
   * @param reason why it does not go at once, {@link Waiting.Reason#NONE} if it may
   */
  void accepted(Item item, Waiting.Reason reason);

  /** An item that had failed begins another run, because a command asked for it. */
  default void runAgain(Item item, int run, Instant at) {}

  /**
   * A lane looks different from when this was last told, about a second ago or longer. Told anew of
   * all lanes after a start. Never of one whose settings have not come yet.
   *
   * @param snapshot null if the lane is gone, perhaps one of which nothing was ever told
   */
  default void status(LaneId lane, @Nullable LaneSnapshot snapshot, Instant at) {}

  /**
   * Asked just before a dispatch; not yet a promise that it happens.
   *
   * @param progress the attempt that is about to be made
   */
  Preparation prepare(Item item, Progress progress, Instant now);

  /** An attempt was made and the run goes on. Not called for attempts that never started. */
  void attempted(Attempted attempted);

  /** A run ended; called exactly once for each run. */
  void ended(Ended ended);

  /** A result came after its run had ended. */
  void late(Late late);

  /**
   * The note to keep as evidence for an attempt that was started and never answered (its executor
   * was killed).
   *
   * @return empty to keep none
   */
  default byte[] unanswered(Item item, Progress progress, Instant now) {
    return new byte[0];
  }
}
