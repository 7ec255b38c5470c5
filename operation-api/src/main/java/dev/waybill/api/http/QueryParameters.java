package dev.waybill.api.http;

import dev.waybill.api.id.Ids;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Query parameters (or a form's), read strictly: what is unknown, doubled or wrong is refused. */
public final class QueryParameters {
  private static final int MOST_REPEATS = 100;

  private final Map<String, List<String>> values;

  /**
   * Takes the parameters of a request.
   *
   * @throws RefusedException if there is one that is not known
   */
  QueryParameters(Map<String, List<String>> values, List<String> known) {
    this.values = values;
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new RefusedException(
            ProblemCode.INVALID_QUERY,
            "'%s' is not a query parameter here; known are: %s"
                .formatted(printable(name), known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  /** A parameter's text. */
  public Optional<String> text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw refuse(name, "is given more than once");
    }
    return all.stream().findFirst().filter(text -> !text.isEmpty());
  }

  /** A parameter that may be repeated, 100 times at most. */
  public List<String> texts(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > MOST_REPEATS) {
      throw refuse(name, "is repeated more than " + MOST_REPEATS + " times");
    }
    return List.copyOf(all);
  }

  /** A whole number within bounds. */
  public int integer(String name, int absent, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw refuse(name, "must be a whole number from %d to %d".formatted(min, max));
  }

  /** {@code true} or {@code false}; absent: false. */
  public boolean flag(String name) {
    return switch (text(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refuse(name, "must be true or false");
    };
  }

  /** A UUID. */
  public Optional<UUID> id(String name) {
    return text(name)
        .map(text -> Ids.parse(text).orElseThrow(() -> refuse(name, "must be a UUID")));
  }

  /** A time, RFC 3339. */
  public Optional<Instant> time(String name) {
    return text(name)
        .map(text -> {
          try {
            // An unescaped '+' of an offset arrives as a blank.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
          } catch (DateTimeException e) {
            throw refuse(name, "must be a time such as 2026-11-22T10:15:30.000Z");
          }
        });
  }

  /**
   * One of the names of an enum.
   *
   * @param of finds a constant by its wire name
   */
  public <E extends Enum<E>> Optional<E> oneOf(String name, Function<String, E> of) {
    return text(name)
        .map(text -> {
          try {
            return of.apply(text);
          } catch (IllegalArgumentException e) {
            throw refuse(name, String.valueOf(e.getMessage()));
          }
        });
  }

  private static RefusedException refuse(String name, String why) {
    return new RefusedException(ProblemCode.INVALID_QUERY, "'%s' %s".formatted(name, why));
  }

  private static String printable(String name) {
    String cut = name.length() > 40 ? name.substring(0, 40) : name;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
