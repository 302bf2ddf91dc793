package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.timing.OpenTimes;
import io.fleetfoot.service.timing.Opening;
import io.fleetfoot.service.timing.Term;
import io.fleetfoot.service.window.Freeze;
import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.MaintenanceWindow;
import io.fleetfoot.service.window.Openness;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When hosts of a rollout may begin to go down: its windows, its freezes and its deadline, or until
 * when it may run at the latest.
 */
public final class RolloutCalendar {

  private final MaintenanceCalendar hours;
  private final @Nullable Instant deadline;
  private final @Nullable Instant latest;

  private RolloutCalendar(
      MaintenanceCalendar hours, @Nullable Instant deadline, @Nullable Instant latest) {
    this.hours = hours;
    this.deadline = deadline;
    this.latest = latest;
  }

  /**
   * Returns the calendar of the policy.
   *
   * @throws IllegalArgumentException if one of its windows or freezes makes no sense
   */
  public static RolloutCalendar of(RolloutPolicy policy) {
    return new RolloutCalendar(
        new MaintenanceCalendar(
            policy.windows().stream().map(RolloutCalendar::window).toList(),
            policy.freezes().stream()
                .map(freeze -> new Freeze(freeze.name(), freeze.from(), freeze.to()))
                .toList()),
        policy.deadline(),
        null);
  }

  /** Returns the windows and freezes for that term. */
  RolloutCalendar until(Term term) {
    return new RolloutCalendar(hours, term.deadline(), term.latest());
  }

  /** Returns the times that windows and freezes leave open. */
  public OpenTimes openTimes() {
    return instant ->
        hours
            .nextOpening(instant, OpenTimes.HORIZON)
            .map(start -> new Opening(start, start.plus(hours.openFor(start))));
  }

  /** Returns the windows and freezes. */
  public MaintenanceCalendar hours() {
    return hours;
  }

  /** Returns for how long it is open from now on, until the end at most; without end 512 days. */
  Duration openUntil(Instant now, Instant end) {
    Duration open = hours.openFor(now);
    if (deadline == null && open.compareTo(MaintenanceCalendar.LOOKAHEAD) >= 0) {
      return open;
    }
    Duration left = now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
    return left.compareTo(open) < 0 ? left : open;
  }

  /** Returns when the rollout is to have ended, 512 days from now at most. */
  Instant end(Instant now) {
    return Stream.of(now.plus(MaintenanceCalendar.LOOKAHEAD), latest, deadline)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Returns the first instant in [from, to) from which on it is open for so long before to. */
  Optional<Instant> nextRoom(Instant from, Instant to, Duration length) {
    Instant last = to.minus(length);
    return from.isAfter(last)
        ? Optional.empty()
        : hours
            .nextOpening(from, length, Duration.between(from, to))
            .filter(start -> !start.isAfter(last));
  }

  /** Says whether a host may begin to go down now. */
  public Verdict judge(Instant now) {
    Check deadline = deadline(now);
    if (!deadline.isPassed()) {
      return deadline.verdict();
    }
    Openness openness = hours.at(now);
    return switch (openness.cause()) {
      case ALWAYS_OPEN, ALLOWED -> Verdict.yes();
      case OUTSIDE_WINDOWS, DENIED -> window(openness).verdict();
      case FROZEN -> freeze(now).verdict();
    };
  }

  /** Returns what the deadline, the freezes and the windows say now, each by itself. */
  public List<Check> explain(Instant now) {
    MaintenanceCalendar windows = new MaintenanceCalendar(hours.windows(), List.of());
    return List.of(deadline(now), freeze(now), window(windows.at(now)));
  }

  private Check deadline(Instant now) {
    String bound =
        latest == null || (deadline != null && !latest.isBefore(deadline))
            ? ""
            : ", and may run until %s at the latest".formatted(latest);
    if (deadline == null) {
      return Check.passed(Constraint.DEADLINE, "the rollout has no deadline" + bound);
    }
    return now.isBefore(deadline)
        ? Check.passed(
            Constraint.DEADLINE,
            bound.isEmpty()
                ? "the deadline is %s".formatted(deadline)
                : "the rollout has the deadline %s%s".formatted(deadline, bound))
        : Check.blocked(
            new Verdict.No(
                Constraint.DEADLINE, "the deadline was %s, it is %s".formatted(deadline, now)));
  }

  /** A freeze clears when it ends, whatever the windows say then. */
  private Check freeze(Instant now) {
    Openness openness = new MaintenanceCalendar(List.of(), hours.freezes()).at(now);
    return openness.isOpen()
        ? Check.passed(Constraint.FREEZE, "no freeze holds")
        : blocked(Constraint.FREEZE, openness);
  }

  private static Check window(Openness openness) {
    return openness.isOpen()
        ? Check.passed(Constraint.WINDOW, openness.reason())
        : blocked(Constraint.WINDOW, openness);
  }

  private static Check blocked(Constraint constraint, Openness openness) {
    return Check.blocked(new Verdict.No(constraint, openness.reason(), openness.changesAt()));
  }

  private static MaintenanceWindow window(Window window) {
    return MaintenanceWindow.parse(
        window.schedule(),
        window.duration(),
        window.timeZone(),
        switch (window.kind()) {
          case ALLOW -> MaintenanceWindow.Kind.ALLOW;
          case DENY -> MaintenanceWindow.Kind.DENY;
        });
  }
}
