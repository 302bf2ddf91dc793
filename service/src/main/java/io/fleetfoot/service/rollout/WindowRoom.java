package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.RoomNeed;
import io.fleetfoot.service.timing.WindowFit;
import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.SpokenDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the open time has room for a host: whether the 95th percentile of its down time fits, and
 * before the end of the rollout its soaks too.
 *
 * <p>What a host waits for, and for how long, is for {@link RoomNeed} to say: a forecast expects
 * the same.
 */
final class WindowRoom {

  private final RolloutCalendar calendar;
  private final Instant now;
  private final Instant end;
  private final Duration watched;
  private final HostFit fit;
  private final Duration left;
  private final Map<Duration, Optional<Instant>> nextRoom = new HashMap<>();
  private @Nullable Duration longest;

  /**
   * Makes it for the calendar as it is from now on.
   *
   * @param watched for how long before the rollout ends a host is to be up: it needs no window for
   *     it
   */
  WindowRoom(RolloutCalendar calendar, Instant now, Duration watched, HostFit fit) {
    this.calendar = calendar;
    this.now = now;
    this.end = calendar.end(now).minus(watched);
    this.watched = watched;
    this.fit = fit;
    this.left = calendar.openUntil(now, this.end);
  }

  /** Returns whether the member has room now, or will have when it opens, and the figures. */
  Check check(Member member) {
    if (left.compareTo(MaintenanceCalendar.LOOKAHEAD) >= 0) {
      return passed("no end of the open time is known");
    }
    return fit.downTimes(member)
        .map(this::check)
        .orElseGet(() -> passed("nothing is asked of how long the host is down"));
  }

  private Check check(DownTimes downTimes) {
    RoomNeed need = RoomNeed.of(downTimes);
    WindowFit here = new WindowFit(need.here(), left, downTimes.text());
    boolean open = !left.isZero();
    if (open && here.fits()) {
      return passed(text(here));
    }
    Optional<Instant> next =
        nextRoom.computeIfAbsent(need.later(), length -> calendar.nextRoom(now, end, length));
    if (next.isEmpty()) {
      return never(need.isKnown(), here.need());
    }
    String spare = spare(next.get(), here.needed());
    return open
        ? Check.blocked(new Verdict.No(Constraint.WINDOW_FIT, text(here) + spare, next.get()))
        : passed(
            "%s, and from %s on there is room for it%s".formatted(here.need(), next.get(), spare));
  }

  /** What ends the open time is a window, a freeze or the rollout's end. */
  private String text(WindowFit here) {
    if (left.compareTo(calendar.hours().openFor(now)) < 0) {
      return "%s, and the time until %s is %s"
          .formatted(here.need(), last(), SpokenDuration.of(left));
    }
    return calendar.hours().windows().isEmpty()
        ? "%s, and the time until the next freeze is %s"
            .formatted(here.need(), SpokenDuration.of(left))
        : here.text();
  }

  /** An opening that is hardly longer than the need may be missed again and again. */
  private String spare(Instant next, Duration needed) {
    Duration spare = calendar.openUntil(next, end).minus(needed);
    return spare.compareTo(RoomNeed.TO_BEGIN) >= 0
        ? ""
        : "; the one at %s has only %s more, and may be missed: make the window longer"
            .formatted(next, SpokenDuration.of(spare));
  }

  private Check never(boolean known, String need) {
    String why =
        "%s%s, and no time that is open until %s is longer than %s"
            .formatted(
                need,
                known ? "" : " and a minute to begin in",
                last(),
                SpokenDuration.of(longest()));
    return known || longest().isZero()
        ? Check.blocked(
            new Verdict.No(
                Constraint.WINDOW_FIT,
                why + ": it never fits; skip the host, or start a rollout with a longer window"))
        : passed(why + "; it may go, for nothing of its kind was measured");
  }

  private String last() {
    return watched.isZero()
        ? end.toString()
        : "%s less %s for soaks".formatted(end.plus(watched), SpokenDuration.of(watched));
  }

  private Duration longest() {
    Duration found = longest;
    if (found == null) {
      found = now.isBefore(end) ? calendar.hours().longestOpenBetween(now, end) : Duration.ZERO;
      longest = found;
    }
    return found;
  }

  private static Check passed(String detail) {
    return Check.passed(Constraint.WINDOW_FIT, detail);
  }
}
