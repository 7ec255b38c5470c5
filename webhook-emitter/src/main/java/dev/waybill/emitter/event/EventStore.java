package dev.waybill.emitter.event;

import java.io.IOException;
import java.util.UUID;

/** Where events can be read again, by their place. */
public interface EventStore {
  /**
   * Reads an event.
   *
   * @param endpoint who wants it; those that want many wait for themselves
   * @return its bytes as they were written, not to be changed; empty if they are no longer kept
   * @throws TooManyReadsException if so many are being read for the endpoint that this one had
   *     better be asked for later
   * @throws IOException if it cannot be read at the moment
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  byte[] read(UUID endpoint, int partition, long offset) throws IOException, InterruptedException;
}
