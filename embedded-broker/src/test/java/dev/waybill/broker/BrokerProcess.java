package dev.waybill.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A process of its own with a broker that holds a hundred records and a transaction that is open,
 * to be killed.
 */
final class BrokerProcess {
  private BrokerProcess() {}

  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0);
    Records.createTopic(broker, "t");
    Records.produce(broker, "t", 0, 100);
    Records.leaveTransactionOpen(broker, "t");
    System.out.println("HOLDS " + broker.clusterId());
    new CountDownLatch(1).await();
  }
}
