package dev.waybill.emitter.event;

import java.io.IOException;

/** Where events can be read again, by their place. */
public interface EventStore {
  /**
   * Reads an event.
   *
   * @return its bytes as they were written, not to be changed; empty if they are no longer kept
   * @throws IOException if it cannot be read at the moment
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  byte[] read(int partition, long offset) throws IOException, InterruptedException;
}
