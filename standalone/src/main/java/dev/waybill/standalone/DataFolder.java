package dev.waybill.standalone;

import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that survives. */
final class DataFolder {
  private DataFolder() {}

  /**
   * Makes the folder unless it is there, and looks whether it can be used.
   *
   * @throws StartupException if it cannot
   */
  static void check(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "write-", ".test"));
    } catch (IOException e) {
      throw new StartupException(
          "the data folder %s cannot be written (%s); choose another one with --data"
              .formatted(folder.toAbsolutePath(), e.getClass().getSimpleName()),
          e);
    }
  }
}
