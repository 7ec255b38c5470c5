package dev.waybill.bench.operations;

import dev.waybill.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The broker as a process: prints its address, ends when its input does. */
public final class BrokerMain {
  /** Precedes the address on the line that tells that it is ready. */
  static final String READY = "broker ready on ";

  private BrokerMain() {}

  /** Takes the data folder and the port, 0 for a free one. */
  public static void main(String[] args) throws IOException {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(READY + broker.bootstrapServers());
      System.out.flush();
      // Whoever started this process is gone when the pipe is.
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }
}
