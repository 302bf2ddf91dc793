package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.CalendarTime;
import io.fleetfoot.service.window.WallClock;
import java.time.Instant;
import java.time.LocalDateTime;

/** A time of an event, and the clock that it is meant by. */
record EventTime(CalendarTime time, WallClock clock) {

  boolean isDate() {
    return time.form() == CalendarTime.Form.DATE;
  }

  LocalDateTime local() {
    return time.time();
  }

  Instant instant() {
    return clock.firstShows(local());
  }
}
