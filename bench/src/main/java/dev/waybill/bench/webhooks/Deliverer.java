package dev.waybill.bench.webhooks;

import dev.waybill.bench.operations.Cluster.TopicSet;
import java.util.List;

/** What takes events from a topic and posts them to the endpoints of their partners. */
interface Deliverer {
  String name();

  /** With which settings. */
  String settings();

  /**
   * Starts it and returns when it takes events.
   *
   * @param urls of the endpoint of each partner, by the partner's number
   */
  AutoCloseable start(TopicSet topics, List<String> urls) throws InterruptedException;
}
