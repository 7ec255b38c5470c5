package dev.waybill.runtime.config;

import dev.waybill.runtime.StartupException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a process: defaults, overridden by a file, overridden by the environment.
 * Immutable.
 *
 * <p>Everything of {@code WAYBILL_KAFKA_*} (in a file {@code kafka.*}) passes through to the Kafka
 * clients, so that SASL and TLS work without a word from us. Any other unknown key of ours stops
 * the start with the nearest known name.
 */
public final class Settings {
  private static final String ENVIRONMENT_PREFIX = "WAYBILL_";
  private static final String KAFKA_ENVIRONMENT_PREFIX = "WAYBILL_KAFKA_";
  private static final String KAFKA_FILE_PREFIX = "kafka.";

  /** Read by the shell script and by tests, not by us. */
  private static final Pattern NOT_OURS =
      Pattern.compile("WAYBILL_(TEST_.*|HEAP|JAVA_OPTS|LOG_LEVEL|AUDIT_LEVEL)");

  private final Map<String, Object> values;
  private final Map<String, Object> kafka;

  private Settings(Map<String, Object> values, Map<String, Object> kafka) {
    this.values = Map.copyOf(values);
    this.kafka = Map.copyOf(kafka);
  }

  /**
   * Reads the configuration.
   *
   * @param environment usually {@code System.getenv()}
   * @param file of {@code key=value} lines, or null
   * @param known every setting of the process
   * @throws ConfigurationException with all problems
   * @throws StartupException if the file cannot be read
   */
  public static Settings load(
      Map<String, String> environment, @Nullable Path file, Collection<Setting<?>> known) {
    return load(environment, file, known, Map.of());
  }

  /**
   * Reads the configuration of a process that has defaults of its own.
   *
   * @param defaults by key; they stand in for the settings' own and are read like them
   * @throws ConfigurationException with all problems
   * @throws StartupException if the file cannot be read
   */
  public static Settings load(
      Map<String, String> environment,
      @Nullable Path file,
      Collection<Setting<?>> known,
      Map<String, String> defaults) {
    Map<String, String> texts = new HashMap<>(defaults);
    Map<String, String> sources = new HashMap<>();
    Map<String, Object> kafka = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    new TreeMap<>(fileEntries(file))
        .forEach((key, text) -> {
          if (key.startsWith(KAFKA_FILE_PREFIX)) {
            kafka.put(key.substring(KAFKA_FILE_PREFIX.length()), text);
          } else if (find(known, key).isPresent()) {
            texts.put(key, text);
            sources.put(key, key + " in " + file);
          } else {
            problems.add(unknown(key, known.stream().map(Setting::key).toList()));
          }
        });
    new TreeMap<>(environment)
        .forEach((name, text) -> {
          if (name.startsWith(KAFKA_ENVIRONMENT_PREFIX)) {
            kafka.put(kafkaKey(name), text);
          } else if (name.startsWith(ENVIRONMENT_PREFIX) && !NOT_OURS.matcher(name).matches()) {
            known.stream()
                .filter(setting -> setting.environmentName().equals(name))
                .findFirst()
                .ifPresentOrElse(
                    setting -> {
                      texts.put(setting.key(), text);
                      sources.put(setting.key(), name);
                    },
                    () ->
                        problems.add(
                            unknown(name, known.stream().map(Setting::environmentName).toList())));
          }
        });
    Map<String, Object> values = new HashMap<>();
    for (Setting<?> setting : known) {
      String text = texts.getOrDefault(setting.key(), setting.defaultText());
      try {
        values.put(setting.key(), setting.parser().apply(text.strip()));
      } catch (IllegalArgumentException e) {
        problems.add(
            sources.getOrDefault(setting.key(), setting.key())
                + " "
                + e.getMessage()
                + ", not '"
                + text
                + "'");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Settings(values, kafka);
  }

  /** The value of a setting that was among the known ones. */
  @SuppressWarnings("unchecked") // load() put in what the setting's own parser returned
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.key());
    if (value == null) {
      throw new IllegalArgumentException(setting.key() + " is not a setting of this process");
    }
    return (T) value;
  }

  /** The properties that pass through to every Kafka client, as they were given. */
  public Map<String, Object> kafka() {
    return kafka;
  }

  /** The same configuration with some Kafka client properties replaced. */
  public Settings withKafka(Map<String, ?> overrides) {
    Map<String, Object> merged = new HashMap<>(kafka);
    merged.putAll(overrides);
    return new Settings(values, merged);
  }

  /** Leaves the values out: some Kafka properties are secrets. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }

  private static String kafkaKey(String environmentName) {
    return environmentName
        .substring(KAFKA_ENVIRONMENT_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }

  private static Optional<Setting<?>> find(Collection<Setting<?>> known, String key) {
    return known.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  private static String unknown(String name, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> Distance.between(name, candidate)))
        .map(nearest -> name + " is not known; did you mean " + nearest + "?")
        .orElse(name + " is not known");
  }

  private static Map<String, String> fileEntries(@Nullable Path file) {
    if (file == null) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(
          "the configuration file " + file + " cannot be read: " + e.getMessage(), e);
    }
    Map<String, String> entries = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
    return entries;
  }
}
