package dev.waybill.schemas;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks up enum constants by the name that they have on the wire. */
final class WireNames {
  private WireNames() {}

  static <E extends Enum<E>> E find(E[] values, Function<E, String> wireName, String wanted) {
    for (E value : values) {
      if (wireName.apply(value).equals(wanted)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not one of %s"
            .formatted(
                wanted, Arrays.stream(values).map(wireName).collect(Collectors.joining(", "))));
  }
}
