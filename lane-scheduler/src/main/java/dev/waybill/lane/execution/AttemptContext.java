package dev.waybill.lane.execution;

import dev.waybill.lane.core.Recourse;
import dev.waybill.schemas.AttemptDispatch;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/** An attempt to be made. To be used by the attempt's own thread. */
public interface AttemptContext {
  /** Its id and times. */
  AttemptDispatch attempt();

  /** What the application prepared. */
  byte[] payload();

  /** The headers of the dispatch record; not to be changed. */
  Headers headers();

  /** When the call must have ended. */
  Instant deadline();

  /**
   * Records, acknowledged by the cluster, that the call is about to be made. Call it right before a
   * call that must not be repeated blindly; one that may need not pay for it.
   *
   * @param recourse what may be done if nobody ever answers for the call
   * @throws StartNotRecordedException the call must not be made
   * @throws InterruptedException when interrupted
   */
  void started(Recourse recourse) throws InterruptedException;

  /** What {@link #started} said last; {@link Recourse#REPEAT} if it was not called. */
  Recourse recourse();
}
