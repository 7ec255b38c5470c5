package dev.waybill.tsp;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decrypted credentials of a connection, by field name. A class of its own so that no value ever
 * gets into a log line or a message by accident. Immutable.
 */
public final class Credentials {
  /** Stands for a secret wherever one would be shown. */
  public static final String MASK = "*****";

  private static final Credentials NONE = new Credentials(Map.of());

  private final Map<String, String> values;

  private Credentials(Map<String, String> values) {
    this.values = values;
  }

  /** The credentials of a connection that has none. */
  public static Credentials none() {
    return NONE;
  }

  /** Credentials of these values. */
  public static Credentials of(Map<String, String> values) {
    return new Credentials(Map.copyOf(values));
  }

  /** The value of a field, if the connection has it. */
  public Optional<String> find(String field) {
    return Optional.ofNullable(values.get(field));
  }

  /** The names of the fields only. */
  @Override
  public String toString() {
    return new TreeMap<>(values)
        .keySet().stream()
            .map(name -> name + "=" + MASK)
            .collect(Collectors.joining(", ", "Credentials[", "]"));
  }
}
