package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.HostAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The plain types of fields: numbers, flags, choices, amounts of hosts, lists and maps of text. */
final class FieldTypes {

  private static final int MOST = 1_000_000;

  private FieldTypes() {}

  /** A whole number within bounds, both included. */
  static FieldType<Integer> number(int least, int most) {
    return new FieldType<>(
        Map.of("type", "integer", "format", "int32", "minimum", least, "maximum", most),
        "%d to %d".formatted(least, most),
        (json, place) -> {
          if (json instanceof Integer number && number >= least && number <= most) {
            return Optional.of(number);
          }
          place.fault(json, "a whole number from %d to %d".formatted(least, most));
          return Optional.empty();
        },
        number -> number);
  }

  /** A count of hosts that may be zero. */
  static FieldType<Integer> count() {
    return number(0, MOST);
  }

  /** Any whole number of 64 bits. */
  static FieldType<Long> anyNumber() {
    return new FieldType<>(
        Map.of("type", "integer", "format", "int64"),
        "",
        (json, place) -> {
          if (json instanceof Integer || json instanceof Long) {
            return Optional.of(((Number) json).longValue());
          }
          place.fault(json, "a whole number of at most 64 bits");
          return Optional.empty();
        },
        number -> number);
  }

  /** A share of a whole, from 0 to 1. */
  static FieldType<Double> share() {
    return new FieldType<>(
        Map.of("type", "number", "format", "double", "minimum", 0, "maximum", 1),
        "0 to 1",
        (json, place) -> {
          if (json instanceof Number number
              && number.doubleValue() >= 0
              && number.doubleValue() <= 1) {
            return Optional.of(number.doubleValue());
          }
          place.fault(json, "a number from 0 to 1");
          return Optional.empty();
        },
        number -> number);
  }

  /** True or false. */
  static FieldType<Boolean> flag() {
    return new FieldType<>(
        Map.of("type", "boolean"),
        "",
        (json, place) -> {
          if (json instanceof Boolean flag) {
            return Optional.of(flag);
          }
          place.fault(json, "true or false");
          return Optional.empty();
        },
        flag -> flag);
  }

  /** One of the constants, spelled in lower case with hyphens. */
  static <E extends Enum<E>> FieldType<E> choice(E[] constants) {
    return choice(
        constants, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** One of the constants, each with its word. */
  static <E> FieldType<E> choice(E[] constants, Function<E, String> word) {
    Map<String, E> known = new LinkedHashMap<>();
    Arrays.stream(constants).forEach(constant -> known.put(word.apply(constant), constant));
    return new FieldType<>(
        Map.of("type", "string", "enum", List.copyOf(known.keySet())),
        known.keySet().stream().map("`%s`"::formatted).collect(Collectors.joining(", ")),
        (json, place) -> {
          Optional<E> chosen =
              json instanceof String text ? Optional.ofNullable(known.get(text)) : Optional.empty();
          if (chosen.isEmpty()) {
            place.fault(json, "one of " + String.join(", ", known.keySet()));
          }
          return chosen;
        },
        word::apply);
  }

  /** A number of hosts or a percentage. */
  static FieldType<HostAmount> amount() {
    return new FieldType<>(
        numberOrPercent(1),
        "1 to %d, or `1%%` to `100%%`".formatted(MOST),
        (json, place) -> {
          try {
            if (json instanceof String || json instanceof Integer) {
              HostAmount amount = HostAmount.parse(json.toString());
              if (amount.value() <= MOST) {
                return Optional.of(amount);
              }
            }
          } catch (IllegalArgumentException e) {
            // said below
          }
          place.fault(
              json, "a number from 1 to %d, or a percentage such as \"10%%\"".formatted(MOST));
          return Optional.empty();
        },
        amount -> amount.percent() ? amount.toString() : (Object) amount.value());
  }

  /** The schema of what is a number from a least one on, or a percentage. */
  static Map<String, Object> numberOrPercent(int least) {
    return Map.of(
        "oneOf",
        List.of(
            Map.of("type", "integer", "minimum", least, "maximum", MOST),
            Map.of("type", "string", "maxLength", 4, "pattern", "^([1-9][0-9]?|100)%$")));
  }

  /** A list of so many items. */
  static <T> FieldType<List<T>> list(FieldType<T> item, int least, int most) {
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "array", "maxItems", most));
    if (least > 0) {
      schema.put("minItems", least);
    }
    schema.put("items", item.schema());
    String items =
        least == most ? "%d items".formatted(most) : "%d to %d items".formatted(least, most);
    return new FieldType<>(
        schema,
        item.bounds().isEmpty() ? items : "%s, each %s".formatted(items, item.bounds()),
        item.objects(),
        (json, place) -> {
          if (json instanceof List<?> list && list.size() >= least && list.size() <= most) {
            return items(list, item, place);
          }
          place.fault(json, "a list of %d to %d".formatted(least, most));
          return Optional.empty();
        },
        values -> values.stream().map(item::write).toList());
  }

  private static <T> Optional<List<T>> items(List<?> list, FieldType<T> item, Place place) {
    List<T> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object json = list.get(i);
      if (json == null) {
        place.item(i).fault("is null");
      } else {
        item.read(json, place.item(i)).ifPresent(items::add);
      }
    }
    return items.size() == list.size() ? Optional.of(items) : Optional.empty();
  }

  /** At most so many keys, each with a text. */
  static FieldType<Map<String, String>> map(
      FieldType<String> key, FieldType<String> value, int most) {
    return new FieldType<>(
        Map.of("type", "object", "maxProperties", most, "additionalProperties", value.schema()),
        "at most %d keys, each %s".formatted(most, key.bounds()),
        (json, place) -> {
          if (json instanceof Map<?, ?> map && map.size() <= most) {
            return entries(map, key, value, place);
          }
          place.fault(json, "an object of at most %d keys".formatted(most));
          return Optional.empty();
        },
        LinkedHashMap::new);
  }

  private static Optional<Map<String, String>> entries(
      Map<?, ?> map, FieldType<String> key, FieldType<String> value, Place place) {
    Map<String, String> entries = new LinkedHashMap<>();
    map.forEach(
        (name, json) -> {
          Place here = place.field(String.valueOf(name));
          Optional<String> read = key.read(String.valueOf(name), here);
          if (json == null) {
            here.fault("is null");
          } else {
            value.read(json, here).ifPresent(text -> read.ifPresent(k -> entries.put(k, text)));
          }
        });
    return entries.size() == map.size() ? Optional.of(entries) : Optional.empty();
  }
}
