package io.fleetfoot.service.window.icalendar;

import com.github.mangstadt.vinnie.io.VObjectPropertyValues;
import io.fleetfoot.service.window.CalendarTime;
import io.fleetfoot.service.window.WallClock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A content line of an iCalendar file: name, parameters and value, and where it begins. */
record Property(String name, Map<String, String> parameters, String value, int line) {

  /** Returns the parameter's value. */
  Optional<String> parameter(String parameter) {
    return Optional.ofNullable(parameters.get(parameter));
  }

  /** Returns the value as text, without its escapes and on one line. */
  String text() {
    return VObjectPropertyValues.unescape(value).replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Returns the one time that the value is. */
  EventTime time(Zones zones) {
    return time(zones, value);
  }

  /** Returns the times that the value lists. */
  List<EventTime> times(Zones zones) {
    return Arrays.stream(value.split(",", -1)).map(text -> time(zones, text)).toList();
  }

  /** Reads something of this property, and says in which property if it is malformed. */
  <T> T read(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where() + ": " + e.getMessage(), e);
    }
  }

  /** Returns that the property has something which is not wanted. */
  IllegalArgumentException refused(String found, String wanted) {
    return new IllegalArgumentException("%s %s, wanted %s".formatted(where(), found, wanted));
  }

  private EventTime time(Zones zones, String text) {
    CalendarTime time = read(() -> CalendarTime.parse(text));
    WallClock clock =
        switch (time.form()) {
          case DATE -> zones.floating();
          case UTC -> zones.utc();
          case LOCAL ->
              parameter("TZID").map(id -> read(() -> zones.named(id))).orElse(zones.floating());
        };
    return new EventTime(time, clock);
  }

  private String where() {
    return "iCalendar line %d, %s".formatted(line, name);
  }
}
