package io.fleetfoot.service.window.icalendar;

import java.util.List;

/** A component of an iCalendar file, such as a VEVENT, with the properties of its own. */
record Component(String name, List<Property> properties, int line) {

  /** Returns that the component has something which is not wanted. */
  IllegalArgumentException refused(String found, String wanted) {
    return new IllegalArgumentException(
        "iCalendar line %d, %s %s, wanted %s".formatted(line, name, found, wanted));
  }
}
