package dev.waybill.runtime.net;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which ports may be called on a partner's behalf. A port tells what listens there: with all of
 * them open, a sender of webhooks can be made to speak to mail servers and the like. Immutable.
 */
public final class AllowedPorts {
  private static final int HIGHEST = 65_535;

  private final List<Range> ranges;

  private AllowedPorts(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  private record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /** Every port there is. */
  public static AllowedPorts all() {
    return new AllowedPorts(List.of(new Range(1, HIGHEST)));
  }

  /**
   * These ports and no others.
   *
   * @param texts such as {@code 443} or {@code 1024-65535}
   * @throws IllegalArgumentException if one is not that
   */
  public static AllowedPorts parse(List<String> texts) {
    return new AllowedPorts(texts.stream().map(AllowedPorts::range).toList());
  }

  private static Range range(String text) {
    if (text.matches("\\d{1,5}(-\\d{1,5})?")) {
      String[] ends = text.split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first >= 1 && first <= last && last <= HIGHEST) {
        return new Range(first, last);
      }
    }
    throw new IllegalArgumentException(
        "'%s' is neither a port such as 443 nor a range such as 1024-65535".formatted(text));
  }

  /** Whether this port may be called. */
  public boolean allows(int port) {
    return ranges.stream().anyMatch(range -> range.first() <= port && port <= range.last());
  }

  /** As an operator would write them. */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(", "));
  }
}
