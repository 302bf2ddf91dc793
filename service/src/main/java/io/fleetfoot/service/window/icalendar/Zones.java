package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.WallClock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The time zones of an iCalendar file. A TZID is an IANA name, or ends in one after a slash, or the
 * file's VTIMEZONE of that name gives one as X-LIC-LOCATION. The rules that a VTIMEZONE spells out
 * are not read: Java's own are kept up to date.
 */
record Zones(WallClock floating, Map<String, String> locations) {

  WallClock utc() {
    return new WallClock(ZoneOffset.UTC);
  }

  WallClock named(String id) {
    String name = locations.getOrDefault(id, id);
    int slash = -1;
    do {
      String tail = name.substring(slash + 1);
      if (ZoneId.getAvailableZoneIds().contains(tail)) {
        return new WallClock(ZoneId.of(tail));
      }
      slash = name.indexOf('/', slash + 1);
    } while (slash >= 0);
    throw new IllegalArgumentException(
        ("TZID \"%s\" is not known, wanted an IANA name such as Europe/Berlin; write it for this"
                + " one in the file, or into its VTIMEZONE as X-LIC-LOCATION")
            .formatted(id));
  }
}
