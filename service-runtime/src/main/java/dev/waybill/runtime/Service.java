package dev.waybill.runtime;

/**
 * A part of a process that is started once and closed once. {@link #start()} returns when the part
 * does its work or throws; {@link #close()} finishes what was taken on, within a bound of its own,
 * and may be called after a failed start.
 */
public interface Service extends AutoCloseable {
  /**
   * Starts the part.
   *
   * @throws StartupException if it cannot, with a sentence for the person who started it
   */
  void start();

  @Override
  void close();
}
