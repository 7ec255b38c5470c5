package dev.waybill.bench.operations;

import dev.waybill.bench.operations.Cluster.TopicSet;

/** What takes requests from a topic, makes a call for each, and writes that it ended. */
interface Subject {
  String name();

  /** With which settings. */
  String settings();

  /**
   * Starts it and returns when it takes requests.
   *
   * @param journal where calls are noted
   */
  Running start(TopicSet topics, OperationLoad load, Journal journal) throws InterruptedException;

  /** One that runs. */
  interface Running extends AutoCloseable {
    /** The topic on which it tells of ends. */
    String results();

    /** Requests that it has taken off their topic, as far as it tells; else the most there is. */
    default long takenIn() {
      return Long.MAX_VALUE;
    }

    /** How its ends are read. */
    EndReader.Ends ends();

    @Override
    void close();
  }
}
