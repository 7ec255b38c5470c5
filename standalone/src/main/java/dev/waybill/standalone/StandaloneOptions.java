package dev.waybill.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code ./waybill start} says. Port 0 picks a free one.
 *
 * @param data everything that is to survive lives here
 * @param config a file of settings, or null
 */
public record StandaloneOptions(
    int port, int kafkaPort, int simulatorPort, Path data, @Nullable Path config) {
  public static final int DEFAULT_PORT = 8080;
  public static final int DEFAULT_KAFKA_PORT = 9092;
  public static final int DEFAULT_SIMULATOR_PORT = 8090;
}
