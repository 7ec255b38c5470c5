package dev.waybill.runtime.validation;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What no pattern can say of a text: that its day is in the calendar, that its time zone is in
 * IANA's list. The patterns beside them say all else, so what has not a pattern's shape is let
 * through here and told once.
 */
final class ContractFormats {
  private static final Pattern DAY =
      Pattern.compile("([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");

  private static final Pattern ZONE =
      Pattern.compile("[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}");

  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  /** Format → whether a text is of it. */
  private static final Map<String, Predicate<String>> ASSERTED =
      Map.of(
          "date", ContractFormats::isDay,
          "date-time", ContractFormats::isDay,
          "iana-time-zone", ContractFormats::isZone);

  private ContractFormats() {}

  /** JSON Schema 2020-12 with these formats, and no others, asserted. */
  static Dialect dialect() {
    return Dialect.builder(Dialects.getDraft202012())
        .formats(all -> {
          all.clear();
          ASSERTED.forEach((name, holds) -> all.put(name, new Asserted(name, holds)));
        })
        .build();
  }

  /** Null for a format that demands nothing. */
  static @Nullable Predicate<String> asserted(String format) {
    return ASSERTED.get(format);
  }

  /** What is wrong with a text that is not of a format. */
  static String complaint(String format) {
    return format.equals("iana-time-zone")
        ? "is not the name of a time zone in IANA's list, such as America/Chicago"
        : "is of a day that the calendar does not have";
  }

  private static boolean isDay(String text) {
    Matcher day = DAY.matcher(text);
    return !day.lookingAt()
        || Integer.parseInt(day.group(3))
            <= YearMonth.of(Integer.parseInt(day.group(1)), Integer.parseInt(day.group(2)))
                .lengthOfMonth();
  }

  private static boolean isZone(String text) {
    return ZONES.contains(text) || !ZONE.matcher(text).matches();
  }

  private record Asserted(String name, Predicate<String> holds) implements Format {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
      return holds.test(value);
    }
  }
}
