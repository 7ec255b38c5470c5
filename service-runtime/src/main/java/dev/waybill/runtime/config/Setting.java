package dev.waybill.runtime.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting: its key, what it means, its default and how its text is read.
 *
 * @param key {@code section.name}, the name in a file; in the environment {@code
 *     WAYBILL_SECTION_NAME}
 * @param defaultText how the default would be written
 * @param range for people, for example "1 to 65535"
 * @param text what the setting does, one or two sentences
 * @param parser reads a value; throws {@link IllegalArgumentException} with what would be right
 */
public record Setting<T>(
    String key, String defaultText, String range, String text, Function<String, T> parser) {

  /** The name of the setting in the environment. */
  public String environmentName() {
    return environmentName(key);
  }

  static String environmentName(String key) {
    return "WAYBILL_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** Any text that is not empty. */
  public static Setting<String> text(String key, String defaultText, String text) {
    return new Setting<>(key, defaultText, "text", text, value -> value);
  }

  /** A text that may be left out. */
  public static Setting<Optional<String>> optionalText(String key, String text) {
    return new Setting<>(
        key, "", "text", text, value -> value.isEmpty() ? Optional.empty() : Optional.of(value));
  }

  /** Texts separated by commas. */
  public static Setting<List<String>> list(String key, String defaultText, String text) {
    return new Setting<>(
        key,
        defaultText,
        "texts separated by commas",
        text,
        value ->
            Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList());
  }

  /** A whole number from {@code min} to {@code max}. */
  public static Setting<Integer> integer(
      String key, int defaultValue, int min, int max, String text) {
    String range = min + " to " + max;
    return new Setting<>(
        key,
        Integer.toString(defaultValue),
        range,
        text,
        value -> {
          int number;
          try {
            number = Integer.parseInt(value);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, " + range, e);
          }
          if (number < min || number > max) {
            throw new IllegalArgumentException("must be " + range);
          }
          return number;
        });
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> bool(String key, boolean defaultValue, String text) {
    return new Setting<>(
        key,
        Boolean.toString(defaultValue),
        "true or false",
        text,
        value ->
            switch (value) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("must be true or false");
            });
  }

  /**
   * A length of time: a whole number and a unit, {@code ms}, {@code s}, {@code m}, {@code h} or
   * {@code d}.
   */
  public static Setting<Duration> duration(String key, Duration defaultValue, String text) {
    return new Setting<>(
        key,
        Durations.format(defaultValue),
        "such as 250ms, 30s, 5m, 12h, 14d",
        text,
        Durations::parse);
  }
}
