package dev.waybill.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the settings are. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file of key=value lines; WAYBILL_SECTION_KEY in the environment wins.")
  @Nullable Path config;
}
