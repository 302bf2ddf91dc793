package io.fleetfoot.service.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A piece of time [from, to), cut where another has the say. */
final class Timeline {

  /** A part of the piece in which one has the say; changesAt is null if not in this piece. */
  record Stretch(Instant from, Instant to, Span ruling, @Nullable Instant changesAt) {

    boolean isOpen() {
      return ruling.cause().isOpen();
    }
  }

  private final NavigableMap<Instant, Stretch> stretches;

  private Timeline(NavigableMap<Instant, Stretch> stretches) {
    this.stretches = stretches;
  }

  /** Cuts the ground's time by what the spans say of it. */
  static Timeline of(Span ground, List<Span> spans) {
    return new Timeline(withChanges(cut(ground, spans)));
  }

  /** Returns the stretch that holds the instant, which must be in this piece. */
  Stretch at(Instant instant) {
    return stretches.floorEntry(instant).getValue();
  }

  /** Returns the stretches that overlap [from, to), whole; from must be in this piece. */
  Iterable<Stretch> between(Instant from, Instant to) {
    return stretches.subMap(stretches.floorKey(from), true, to, false).values();
  }

  private static List<Stretch> cut(Span ground, List<Span> spans) {
    List<Span> coming = new ArrayList<>(spans);
    coming.sort(Comparator.comparing(Span::from).reversed());
    PriorityQueue<Span> ending = new PriorityQueue<>(Comparator.comparing(Span::to));
    TreeSet<Span> heard = new TreeSet<>();
    ending.add(ground);
    heard.add(ground);
    List<Stretch> stretches = new ArrayList<>();
    Instant now = ground.from();
    while (now.isBefore(ground.to())) {
      while (!coming.isEmpty() && !last(coming).from().isAfter(now)) {
        Span begun = coming.remove(coming.size() - 1);
        ending.add(begun);
        heard.add(begun);
      }
      while (!ending.element().to().isAfter(now)) {
        heard.remove(ending.remove());
      }
      Instant next = ending.element().to();
      if (!coming.isEmpty() && last(coming).from().isBefore(next)) {
        next = last(coming).from();
      }
      append(stretches, now, earlier(next, ground.to()), heard.first());
      now = next;
    }
    return stretches;
  }

  private static void append(List<Stretch> stretches, Instant from, Instant to, Span ruling) {
    Instant since = from;
    if (!stretches.isEmpty() && last(stretches).ruling().equals(ruling)) {
      since = stretches.remove(stretches.size() - 1).from();
    }
    stretches.add(new Stretch(since, to, ruling, null));
  }

  private static NavigableMap<Instant, Stretch> withChanges(List<Stretch> stretches) {
    NavigableMap<Instant, Stretch> changed = new TreeMap<>();
    @Nullable Stretch after = null;
    for (int i = stretches.size() - 1; i >= 0; i--) {
      Stretch stretch = stretches.get(i);
      Instant change = after == null ? null : change(stretch, after);
      after = new Stretch(stretch.from(), stretch.to(), stretch.ruling(), change);
      changed.put(after.from(), after);
    }
    return changed;
  }

  private static @Nullable Instant change(Stretch stretch, Stretch after) {
    return stretch.isOpen() == after.isOpen() ? after.changesAt() : after.from();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
