package dev.waybill.testing;

import dev.waybill.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A broker as a process of its own, for tests that kill it or want its share of the processor told
 * apart. Arguments: its folder, and the port for clients (0 picks one). It prints one line when it
 * is ready, {@value #READY} and the address, and runs until it is killed.
 */
public final class BrokerMain {
  /** What the ready line begins with. */
  public static final String READY = "The broker is ready on ";

  private BrokerMain() {}

  /** Starts the broker and stays. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
    System.out.println(READY + broker.bootstrapServers());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
