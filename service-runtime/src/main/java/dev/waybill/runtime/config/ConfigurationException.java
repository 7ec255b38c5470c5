package dev.waybill.runtime.config;

import dev.waybill.runtime.StartupException;
import java.util.List;

/**
 * The configuration has problems; all of them are told at once, each in a sentence that says what
 * to do.
 */
public final class ConfigurationException extends StartupException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public ConfigurationException(List<String> problems) {
    super("the configuration is not usable:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
