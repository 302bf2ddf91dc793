package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.Freeze;
import io.fleetfoot.service.window.Recurrence;
import io.fleetfoot.service.window.RecurrenceRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A VEVENT: its first time, how it comes back, and which of another's times it replaces. */
record Event(
    String name,
    String uid,
    EventTime start,
    EventLength length,
    @Nullable RecurrenceRule rule,
    List<EventTime> more,
    Set<Instant> except,
    @Nullable Instant replaces,
    boolean cancelled) {

  /** Returns the event's times that overlap [from, to), without those that are excepted. */
  Stream<Freeze> freezes(Instant from, Instant to, Set<Instant> replaced) {
    return starts(from, to)
        .filter(begin -> !except.contains(start.clock().firstShows(begin)))
        .filter(begin -> !replaced.contains(start.clock().firstShows(begin)))
        .map(begin -> new Freeze(name, start.clock().firstShows(begin), end(begin)))
        .filter(freeze -> freeze.from().isBefore(to) && freeze.to().isAfter(from));
  }

  /** Says whether the event still comes back after the instant. */
  boolean recursAfter(Instant instant) {
    if (rule == null) {
      return false;
    }
    LocalDateTime after = start.clock().latestShown(instant);
    return !new Recurrence(rule, start.local()).between(after, after.plusYears(1)).isEmpty();
  }

  private Stream<LocalDateTime> starts(Instant from, Instant to) {
    TreeSet<LocalDateTime> starts = new TreeSet<>();
    starts.add(start.local());
    more.forEach(time -> starts.add(LocalDateTime.ofInstant(time.instant(), start.clock().zone())));
    if (rule != null) {
      Instant first = from.minus(length.atMost());
      starts.addAll(
          new Recurrence(rule, start.local())
              .between(start.clock().latestShown(first), start.clock().latestShown(to)));
    }
    return starts.stream();
  }

  private Instant end(LocalDateTime begin) {
    return length.endOf(begin, start.clock());
  }
}
