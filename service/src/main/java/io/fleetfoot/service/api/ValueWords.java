package io.fleetfoot.service.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in the words of the wire what was sent for a value, and what would be taken. */
final class ValueWords {

  private static final int LONGEST = 80;
  private static final Set<Class<?>> FRACTIONS =
      Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);

  private ValueWords() {}

  /** Says that a value of the type was wanted, and that this is none. */
  static String mismatch(@Nullable Object found, Class<?> wanted) {
    return mismatch(found(strangers(found, wanted)), wanted);
  }

  /** Says that a value of the type was wanted, and that something so described is none. */
  static String mismatch(String found, Class<?> wanted) {
    return "found %s, wanted %s".formatted(found, wanted(wanted));
  }

  /** Returns how what was sent is shown: short, and with quotes if it is text. */
  static String found(@Nullable Object found) {
    if (found instanceof Map) {
      return "an object";
    }
    String text = shortened(String.valueOf(found));
    return found instanceof CharSequence ? '"' + text + '"' : text;
  }

  /** Returns the text without what cannot be shown, and no more of it than tells it apart. */
  static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "…";
  }

  /** Says whether the value can be shown in a line, and is what was sent. */
  static boolean isPlain(@Nullable Object value) {
    return value instanceof CharSequence
        || value instanceof Number
        || value instanceof TemporalAmount
        || value instanceof TemporalAccessor;
  }

  /** Returns what is taken for a value of the type. */
  static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + String.join(", ", names(type));
    } else if (type == Instant.class) {
      return "a time in RFC 3339 such as \"2026-11-22T03:00:00Z\"";
    } else if (type == Duration.class) {
      return "a duration in ISO 8601, where \"PT3M\" is three minutes";
    } else if (type == UUID.class) {
      return "a UUID";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (FRACTIONS.contains(type)) {
      return "a number";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number";
    } else if (CharSequence.class.isAssignableFrom(type)) {
      return "text";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  /** Of names that were sent for an enum, with commas between them, returns those it lacks. */
  private static @Nullable Object strangers(@Nullable Object found, Class<?> wanted) {
    if (!wanted.isEnum() || !(found instanceof String names)) {
      return found;
    }
    List<String> known = names(wanted);
    return Arrays.stream(names.split(",", -1))
        .filter(name -> !known.contains(name))
        .collect(Collectors.joining(","));
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name())
        .toList();
  }
}
