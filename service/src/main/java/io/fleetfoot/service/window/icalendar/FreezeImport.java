package io.fleetfoot.service.window.icalendar;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.fleetfoot.service.window.Freeze;
import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes freezes of the events of an iCalendar file (RFC 5545), for a time that it is told. */
public final class FreezeImport {

  private final ZoneId zone;
  private final Instant from;
  private final Instant to;

  /**
   * Imports the events that overlap [from, to), ten years at most; whole days, and times without a
   * zone, are those of the given zone.
   */
  public FreezeImport(ZoneId zone, Instant from, Instant to) {
    if (!from.isBefore(to)
        || Duration.between(from, to).compareTo(MaintenanceCalendar.LONGEST_HORIZON) > 0) {
      throw new IllegalArgumentException(
          "freezes from %s to %s: wanted more than nothing and at most %d days"
              .formatted(from, to, MaintenanceCalendar.LONGEST_HORIZON.toDays()));
    }
    this.zone = zone;
    this.from = from;
    this.to = to;
  }

  /** Reads the file, or says which line is wrong. */
  public ImportedFreezes read(String text) {
    List<Component> components = ComponentReader.read(text);
    Zones zones = new Zones(new WallClock(zone), locations(components));
    List<Event> events = new ArrayList<>();
    for (Component component : components) {
      if (component.name().equals("VEVENT")) {
        events.add(new EventReader(component, zones).read());
      }
    }
    return new ImportedFreezes(freezes(events), notes(events));
  }

  private static Map<String, String> locations(List<Component> components) {
    Map<String, String> locations = new HashMap<>();
    for (Component component : components) {
      Map<String, String> values = new HashMap<>();
      component.properties().forEach(it -> values.put(it.name(), it.value()));
      String id = values.get("TZID");
      String location = values.get("X-LIC-LOCATION");
      if (id != null && location != null) {
        locations.put(id, location);
      }
    }
    return locations;
  }

  private List<Freeze> freezes(List<Event> events) {
    Map<String, Set<Instant>> replaced = replaced(events);
    List<Freeze> freezes = new ArrayList<>();
    for (Event event : events) {
      if (event.cancelled() || event.length().isNothing()) {
        continue;
      }
      Set<Instant> others =
          event.replaces() == null ? replaced.getOrDefault(event.uid(), Set.of()) : Set.of();
      event.freezes(from, to, others).forEach(freezes::add);
      refuseTooMany(freezes, event);
    }
    freezes.sort(Comparator.comparing(Freeze::from).thenComparing(Freeze::to));
    return freezes.stream().distinct().toList();
  }

  private static Map<String, Set<Instant>> replaced(List<Event> events) {
    return events.stream()
        .filter(event -> event.replaces() != null)
        .collect(groupingBy(Event::uid, mapping(Event::replaces, toSet())));
  }

  private void refuseTooMany(List<Freeze> freezes, Event event) {
    if (freezes.size() > MaintenanceCalendar.MOST_FREEZES) {
      throw new IllegalArgumentException(
          ("the file makes more than %d freezes from %s to %s, the last by event \"%s\"; import"
                  + " a shorter time, or write a DENY window for what recurs that often")
              .formatted(MaintenanceCalendar.MOST_FREEZES, from, to, event.name()));
    }
  }

  private List<String> notes(List<Event> events) {
    List<String> notes = new ArrayList<>();
    for (Event event : events) {
      if (event.cancelled()) {
        notes.add("\"%s\" is cancelled and was left out".formatted(event.name()));
      } else if (event.length().isNothing()) {
        notes.add("\"%s\" has no length and was left out".formatted(event.name()));
      } else if (event.recursAfter(to)) {
        notes.add(
            "\"%s\" goes on after %s; import the file again before then"
                .formatted(event.name(), to));
      }
    }
    return notes;
  }
}
