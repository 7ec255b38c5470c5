package dev.waybill.emitter;

import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A name of this instance that outlives it: kept in its data folder, which is of one process alone.
 * With it a restart aborts at once what the killed process left open.
 */
final class InstanceId {
  private static final String FILE = "instance-id";

  private InstanceId() {}

  /**
   * Reads the name, or makes one.
   *
   * @throws StartupException if the folder cannot be used
   */
  static UUID of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        Path draft = Files.createTempFile(folder, FILE, ".tmp");
        Files.writeString(draft, UUID.randomUUID().toString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return UUID.fromString(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(
          "the data folder %s cannot be used: %s; choose another by emitter.data_folder"
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
