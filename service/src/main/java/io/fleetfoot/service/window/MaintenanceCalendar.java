package io.fleetfoot.service.window;

import io.fleetfoot.service.window.Openness.Cause;
import io.fleetfoot.service.window.Timeline.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When hosts may go down: windows and freezes together.
 *
 * <p>Without an ALLOW window a calendar is always open; with some, it is open where at least one of
 * them is. DENY windows and freezes close it, whatever the ALLOW windows say. Every time is
 * half-open: the start belongs to it and the end does not.
 *
 * <p>A calendar cuts time into pieces when it is asked about them and remembers the pieces, so that
 * an answer about an instant is a look into a sorted map. It may be shared between threads.
 */
public final class MaintenanceCalendar {

  /** The most windows of a calendar. */
  public static final int MOST_WINDOWS = 100;

  /** The most freezes of a calendar. */
  public static final int MOST_FREEZES = 1000;

  /** The most window starts in a day, of all windows together. */
  public static final int MOST_STARTS_PER_DAY = 480;

  /** How far {@link #at} and {@link #openFor} look for the next change. */
  public static final Duration LOOKAHEAD = Duration.ofDays(512);

  /** The farthest that a question may span. */
  public static final Duration LONGEST_HORIZON = Duration.ofDays(3653);

  private static final Duration PIECE = Duration.ofDays(32);
  private static final int MOST_PIECES = 32;
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

  private final List<MaintenanceWindow> windows;
  private final List<Freeze> freezes;
  private final Map<Long, Timeline> pieces = new ConcurrentHashMap<>();

  /** Makes the calendar of these windows and freezes. */
  public MaintenanceCalendar(List<MaintenanceWindow> windows, List<Freeze> freezes) {
    this.windows = List.copyOf(windows);
    this.freezes = List.copyOf(freezes);
    atMost(MOST_WINDOWS, this.windows.size(), "windows");
    atMost(MOST_FREEZES, this.freezes.size(), "freezes");
    atMost(
        MOST_STARTS_PER_DAY,
        this.windows.stream().mapToInt(window -> window.schedule().mostStartsPerDay()).sum(),
        "window starts a day in all");
  }

  /** Returns the calendar that is always open. */
  public static MaintenanceCalendar alwaysOpen() {
    return new MaintenanceCalendar(List.of(), List.of());
  }

  /** Returns the windows. */
  public List<MaintenanceWindow> windows() {
    return windows;
  }

  /** Returns the freezes. */
  public List<Freeze> freezes() {
    return freezes;
  }

  /** Says whether hosts may go down at the instant, why, and until when. */
  public Openness at(Instant instant) {
    Stretch stretch = stretchAt(instant);
    return new Openness(
        stretch.ruling().cause(),
        stretch.ruling().name(),
        changeAfter(instant, instant.plus(LOOKAHEAD)));
  }

  /** Returns the first open instant from the given one on and before the horizon has passed. */
  public Optional<Instant> nextOpening(Instant from, Duration horizon) {
    Instant end = endOf(from, horizon);
    if (!from.isBefore(end)) {
      return Optional.empty();
    }
    return stretchAt(from).isOpen()
        ? Optional.of(from)
        : Optional.ofNullable(changeAfter(from, end));
  }

  /**
   * Returns the first instant, from the given one on and before the horizon has passed, from which
   * on the calendar stays open for so long.
   */
  public Optional<Instant> nextOpening(Instant from, Duration length, Duration horizon) {
    Instant end = endOf(from, horizon);
    Optional<Instant> opening = nextOpening(from, horizon);
    while (opening.isPresent()) {
      @Nullable Instant closes = changeAfter(opening.get(), opening.get().plus(length));
      if (closes == null) {
        return opening;
      }
      opening =
          closes.isBefore(end)
              ? nextOpening(closes, Duration.between(closes, end))
              : Optional.empty();
    }
    return opening;
  }

  /** Returns for how long the calendar stays open from the instant on, 512 days at most. */
  public Duration openFor(Instant instant) {
    if (!stretchAt(instant).isOpen()) {
      return Duration.ZERO;
    }
    @Nullable Instant closes = changeAfter(instant, instant.plus(LOOKAHEAD));
    return closes == null ? LOOKAHEAD : Duration.between(instant, closes);
  }

  /** Returns how long the calendar is open in [from, to), all open times together. */
  public Duration openTimeBetween(Instant from, Instant to) {
    return openTimes(from, to).stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns how long the longest open time in [from, to) is. */
  public Duration longestOpenBetween(Instant from, Instant to) {
    return openTimes(from, to).stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MaintenanceCalendar that
        && windows.equals(that.windows)
        && freezes.equals(that.freezes);
  }

  @Override
  public int hashCode() {
    return 31 * windows.hashCode() + freezes.hashCode();
  }

  @Override
  public String toString() {
    return "windows %s, freezes %s".formatted(windows, freezes);
  }

  /**
   * Returns the lengths of the open times in [from, to), each as long as it is open without end.
   */
  private List<Duration> openTimes(Instant from, Instant to) {
    endOf(from, Duration.between(from, to));
    List<Duration> times = new ArrayList<>();
    Optional<Instant> opening = nextOpening(from, Duration.between(from, to));
    while (opening.isPresent()) {
      @Nullable Instant change = changeAfter(opening.get(), to);
      Instant end = change == null ? to : change;
      times.add(Duration.between(opening.get(), end));
      opening = nextOpening(end, Duration.between(end, to));
    }
    return times;
  }

  /** Returns when open becomes closed or closed open, after the instant and before the end. */
  private @Nullable Instant changeAfter(Instant instant, Instant end) {
    boolean open = stretchAt(instant).isOpen();
    Instant here = instant;
    while (here.isBefore(end)) {
      Stretch stretch = stretchAt(here);
      Instant change = stretch.isOpen() == open ? stretch.changesAt() : here;
      if (change != null) {
        return change.isBefore(end) ? change : null;
      }
      here = pieceStart(pieceOf(here) + 1);
    }
    return null;
  }

  private Stretch stretchAt(Instant instant) {
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "a calendar was asked about %s, wanted a time from %s to %s"
              .formatted(instant, EARLIEST, LATEST));
    }
    return piece(pieceOf(instant)).at(instant);
  }

  private Timeline piece(long number) {
    @Nullable Timeline known = pieces.get(number);
    if (known != null) {
      return known;
    }
    if (pieces.size() >= MOST_PIECES) {
      pieces.clear();
    }
    Timeline made = cut(pieceStart(number), pieceStart(number + 1));
    pieces.put(number, made);
    return made;
  }

  private Timeline cut(Instant from, Instant to) {
    List<Span> spans = new ArrayList<>();
    windows.forEach(window -> spans.addAll(window.between(from, to)));
    freezes.stream()
        .filter(freeze -> freeze.from().isBefore(to) && freeze.to().isAfter(from))
        .map(freeze -> new Span(freeze.from(), freeze.to(), Cause.FROZEN, freeze.toString()))
        .forEach(spans::add);
    return Timeline.of(ground(from, to), spans);
  }

  private Span ground(Instant from, Instant to) {
    boolean restricted =
        windows.stream().anyMatch(window -> window.kind() == MaintenanceWindow.Kind.ALLOW);
    return restricted
        ? new Span(from, to, Cause.OUTSIDE_WINDOWS, "outside every ALLOW window")
        : new Span(from, to, Cause.ALWAYS_OPEN, "no ALLOW window restricts the time");
  }

  private static long pieceOf(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), PIECE.toSeconds());
  }

  private static Instant pieceStart(long number) {
    return Instant.ofEpochSecond(number * PIECE.toSeconds());
  }

  private static Instant endOf(Instant from, Duration horizon) {
    if (horizon.isNegative() || horizon.compareTo(LONGEST_HORIZON) > 0) {
      throw new IllegalArgumentException(
          "a calendar was asked about %s from %s on, wanted 0 to %d days"
              .formatted(horizon, from, LONGEST_HORIZON.toDays()));
    }
    return from.plus(horizon);
  }

  private static void atMost(int limit, int found, String what) {
    if (found > limit) {
      throw new IllegalArgumentException(
          "a calendar of %d %s, wanted at most %d".formatted(found, what, limit));
    }
  }
}
