package dev.waybill.emitter.session;

import java.util.function.BooleanSupplier;

/** Work with clients of its own. Of one thread, but for {@link #wakeUp}. */
public interface Session extends AutoCloseable {
  /**
   * Works until it may not go on.
   *
   * @param goOn asked before each round
   * @param working to be run after each round that did what it should
   * @throws RuntimeException if it cannot go on; the session is of no more use then
   */
  void run(BooleanSupplier goOn, Runnable working);

  /** Ends a wait of {@link #run}, which then returns. May be called by any thread. */
  void wakeUp();

  @Override
  void close();
}
