package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.RecurrenceRule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one VEVENT from its content lines. */
record EventReader(Component component, Zones zones) {

  private static final int LONGEST_NAME = 200;

  Event read() {
    all("EXRULE").findFirst().ifPresent(this::refuseExceptionRule);
    Property dtstart = one("DTSTART").orElseThrow(() -> component.refused("has no DTSTART", "one"));
    EventTime start = dtstart.time(zones);
    return new Event(
        name(),
        one("UID").map(Property::value).orElse(""),
        start,
        length(start),
        one("RRULE").map(rule -> rule(rule, start)).orElse(null),
        all("RDATE").flatMap(property -> listed(property, start)).toList(),
        exceptions(start),
        one("RECURRENCE-ID").map(property -> replaced(property, start)).orElse(null),
        one("STATUS").filter(status -> status.value().equalsIgnoreCase("CANCELLED")).isPresent());
  }

  private String name() {
    String summary = one("SUMMARY").map(Property::text).orElse("");
    String name = summary.isEmpty() ? "event without SUMMARY" : summary;
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }

  private EventLength length(EventTime start) {
    Optional<Property> end = one("DTEND");
    Optional<Property> duration = one("DURATION");
    if (end.isPresent() && duration.isPresent()) {
      throw duration.get().refused("stands beside DTEND", "one of them");
    }
    if (duration.isPresent()) {
      return duration.get().read(() -> EventLength.parse(duration.get().value()));
    }
    return end.map(property -> until(property, start))
        .orElseGet(() -> EventLength.ofDays(start.isDate() ? 1 : 0));
  }

  private EventLength until(Property property, EventTime start) {
    EventTime end = sameForm(property, property.time(zones), start);
    if (end.instant().isBefore(start.instant())) {
      throw property.refused("is " + property.value(), "a time that is not before DTSTART");
    }
    return start.isDate()
        ? EventLength.ofDays(ChronoUnit.DAYS.between(start.time().date(), end.time().date()))
        : new EventLength(0, Duration.between(start.instant(), end.instant()));
  }

  private RecurrenceRule rule(Property property, EventTime start) {
    return property.read(() -> RecurrenceRule.parse(property.value(), start.clock()));
  }

  private Set<Instant> exceptions(EventTime start) {
    return all("EXDATE")
        .flatMap(property -> listed(property, start))
        .map(EventTime::instant)
        .collect(Collectors.toSet());
  }

  private Stream<EventTime> listed(Property property, EventTime start) {
    return property.times(zones).stream().map(time -> sameForm(property, time, start));
  }

  private Instant replaced(Property property, EventTime start) {
    if (property.parameter("RANGE").isPresent()) {
      throw property.refused("has a RANGE", "an event of its own for the changed times");
    }
    return sameForm(property, property.time(zones), start).instant();
  }

  private static EventTime sameForm(Property property, EventTime time, EventTime start) {
    if (time.isDate() != start.isDate()) {
      throw property.refused(
          "is " + property.value(),
          start.isDate() ? "a date as DTSTART is" : "a time as DTSTART is");
    }
    return time;
  }

  private void refuseExceptionRule(Property property) {
    throw property.refused("is given", "EXDATE; RFC 5545 knows no EXRULE any more");
  }

  private Optional<Property> one(String name) {
    List<Property> found = all(name).toList();
    if (found.size() > 1) {
      throw found.get(1).refused("is given a second time", "one");
    }
    return found.stream().findFirst();
  }

  private Stream<Property> all(String name) {
    return component.properties().stream().filter(property -> property.name().equals(name));
  }
}
