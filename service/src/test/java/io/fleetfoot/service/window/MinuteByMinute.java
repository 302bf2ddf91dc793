package io.fleetfoot.service.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a calendar should say, found the slow way: by walking from minute to minute and looking at
 * the clock on the wall. It knows no time zone transitions and no schedules, only which local
 * minute is shown now, which were shown before, and whether a window starts at it.
 */
final class MinuteByMinute {

  /** A window, by the question whether it starts at a local minute. */
  record Window(
      Predicate<LocalDateTime> startsAt, Duration duration, ZoneId zone, boolean allows) {}

  /** A local minute that the clock passes for the first time, and in which minute of the walk. */
  private record Passed(int minute, LocalDateTime local) {}

  private static final int WARM_UP = 33 * 24 * 60;

  private final Instant from;
  private final int minutes;
  private final Map<ZoneId, List<Passed>> walks = new HashMap<>();

  MinuteByMinute(Instant from, int minutes) {
    this.from = from;
    this.minutes = minutes;
  }

  /** Returns the open minutes, as bits. */
  BitSet open(List<Window> windows, List<Freeze> freezes) {
    BitSet allowed = new BitSet(minutes);
    BitSet closed = new BitSet(minutes);
    for (Window window : windows) {
      (window.allows() ? allowed : closed).or(minutesIn(window));
    }
    if (windows.stream().noneMatch(Window::allows)) {
      allowed.set(0, minutes);
    }
    for (int minute = 0; minute < minutes && !freezes.isEmpty(); minute++) {
      Instant now = from.plusSeconds(minute * 60L);
      if (freezes.stream().anyMatch(f -> !now.isBefore(f.from()) && now.isBefore(f.to()))) {
        closed.set(minute);
      }
    }
    allowed.andNot(closed);
    return allowed;
  }

  private BitSet minutesIn(Window window) {
    BitSet inside = new BitSet(minutes);
    for (Passed passed : walks.computeIfAbsent(window.zone(), this::walk)) {
      if (window.startsAt().test(passed.local())) {
        for (int minute = 0; minute < window.duration().toMinutes(); minute++) {
          int inWindow = passed.minute() + minute;
          if (inWindow >= 0 && inWindow < minutes) {
            inside.set(inWindow);
          }
        }
      }
    }
    return inside;
  }

  private List<Passed> walk(ZoneId zone) {
    List<Passed> walk = new ArrayList<>();
    LocalDateTime latest = LocalDateTime.ofInstant(from.minusSeconds((WARM_UP + 1) * 60L), zone);
    for (int minute = -WARM_UP; minute < minutes; minute++) {
      LocalDateTime shown = LocalDateTime.ofInstant(from.plusSeconds(minute * 60L), zone);
      while (latest.isBefore(shown)) {
        latest = latest.plusMinutes(1);
        walk.add(new Passed(minute, latest));
      }
    }
    return walk;
  }
}
