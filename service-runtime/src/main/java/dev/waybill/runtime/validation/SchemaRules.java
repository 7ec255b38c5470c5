package dev.waybill.runtime.validation;

import dev.waybill.runtime.validation.CompiledSchema.Rule;
import dev.waybill.runtime.validation.CompiledSchema.Verdict;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the keywords demand that need no other part of their schema. */
final class SchemaRules {
  /** Beyond these many digits, comparing is left to those who must. */
  private static final int MAX_DIGITS = 100;

  private SchemaRules() {}

  static Rule type(Set<String> types) {
    boolean integers = types.contains("integer") || types.contains("number");
    return value ->
        switch (value.getNodeType()) {
          case STRING -> Verdict.of(types.contains("string"));
          case BOOLEAN -> Verdict.of(types.contains("boolean"));
          case NULL -> Verdict.of(types.contains("null"));
          case ARRAY -> Verdict.of(types.contains("array"));
          case OBJECT -> Verdict.of(types.contains("object"));
          case NUMBER -> {
            if (value.isInt() || value.isLong()) {
              yield Verdict.of(integers);
            }
            boolean fraction = value.isBigDecimal() && types.contains("number");
            yield fraction ? Verdict.VALID : Verdict.UNSURE; // 1.0 may be an integer
          }
          case BINARY, MISSING, POJO -> Verdict.UNSURE;
        };
  }

  static Rule oneOf(Iterable<JsonNode> values) {
    Set<String> texts = new HashSet<>();
    boolean hasNull = false;
    for (JsonNode value : values) {
      if (!value.isString() && !value.isNull()) {
        return CompiledSchema.UNSURE;
      }
      hasNull |= value.isNull();
      if (value.isString()) {
        texts.add(value.stringValue());
      }
    }
    Verdict ofNull = Verdict.of(hasNull);
    return value -> {
      if (value.isString()) {
        return Verdict.of(texts.contains(value.stringValue()));
      }
      return value.isNull() ? ofNull : Verdict.INVALID;
    };
  }

  /** Of printable ASCII only: there, all dialects of patterns mean the same. */
  static Rule pattern(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return value -> {
      if (!value.isString()) {
        return Verdict.VALID;
      }
      String text = value.stringValue();
      return isPrintableAscii(text) ? Verdict.of(pattern.matcher(text).find()) : Verdict.UNSURE;
    };
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** Null for a format that is told, and not asserted. */
  static @Nullable Rule format(String name) {
    Predicate<String> holds = ContractFormats.asserted(name);
    return holds == null
        ? null
        : value -> Verdict.of(!value.isString() || holds.test(value.stringValue()));
  }

  /** Counted in code points, of which there are never more than chars. */
  static Rule longest(int most) {
    return value ->
        !value.isString() || value.stringValue().length() <= most ? Verdict.VALID : Verdict.UNSURE;
  }

  static Rule bound(JsonNode given, boolean lower) {
    if (!given.isNumber() || !isShort(given.decimalValue())) {
      return CompiledSchema.UNSURE;
    }
    BigDecimal bound = given.decimalValue();
    return value -> {
      if (!value.isNumber()) {
        return Verdict.VALID;
      }
      if (!value.isInt() && !value.isLong() && !value.isBigDecimal()) {
        return Verdict.UNSURE;
      }
      BigDecimal number = value.decimalValue();
      if (!isShort(number)) {
        return Verdict.UNSURE;
      }
      int compared = number.compareTo(bound);
      return Verdict.of(lower ? compared >= 0 : compared <= 0);
    };
  }

  private static boolean isShort(BigDecimal number) {
    return Math.abs((long) number.scale()) < MAX_DIGITS && number.precision() < MAX_DIGITS;
  }

  static Rule required(Set<String> names) {
    String[] each = names.toArray(String[]::new);
    return value -> {
      if (value.isObject()) {
        for (String name : each) {
          if (!value.has(name)) {
            return Verdict.INVALID;
          }
        }
      }
      return Verdict.VALID;
    };
  }

  static Rule items(Rule each) {
    return value -> {
      Verdict verdict = Verdict.VALID;
      if (value.isArray()) {
        for (JsonNode item : value) {
          verdict = verdict.and(each.of(item));
        }
      }
      return verdict;
    };
  }
}
