package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The openings from one instant on, in nanoseconds after it; asked for once each. */
final class Openings {

  /** What is returned instead of a time when none comes. */
  static final long NEVER = Long.MAX_VALUE;

  private static final Duration FARTHEST = Duration.ofDays(73_000);
  private static final long HORIZON = OpenTimes.HORIZON.toNanos();

  private final OpenTimes openTimes;
  private final Instant now;
  private final boolean endless;
  private final long up;
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private int known;
  private boolean exhausted;
  private @Nullable Opening next;

  /**
   * Makes them for a rollout of the term, whose hosts are to be up again in time before it ends.
   */
  Openings(OpenTimes openTimes, Term term, Instant now) {
    this.openTimes = openTimes;
    this.now = now;
    this.endless = term.deadline() == null;
    this.up = term.up().map(this::nanos).orElse(NEVER);
  }

  /** Returns the index of the first opening, from the given one on, that ends after the time. */
  int indexAt(long time, int from) {
    int index = from;
    while (isKnown(index) && ends[index] <= time) {
      index++;
    }
    return index;
  }

  /**
   * Returns the first time from the given one on from which it stays open for as long as needed.
   *
   * @param index of an opening such that no earlier one ends after the time
   */
  long fit(long time, long needed, int index) {
    for (int i = index; isKnown(i); i++) {
      long start = Math.max(time, starts[i]);
      if (ends[i] - start >= needed) {
        return start;
      }
    }
    return NEVER;
  }

  /**
   * Returns when a host goes down that could from the time on, or {@link #NEVER}.
   *
   * @param index of an opening such that no earlier one ends after the time
   */
  long goes(long time, RoomNeed need, int index) {
    if (isKnown(index) && starts[index] <= time && ends[index] - time >= need.here().toNanos()) {
      return time;
    }
    long room = fit(time, need.later().toNanos(), index);
    return room == NEVER && !need.isKnown() ? fit(time, 1, index) : room;
  }

  private boolean isKnown(int index) {
    while (known <= index && !exhausted) {
      lookAhead();
    }
    return index < known;
  }

  /** What opens where the one before closes is the same opening. */
  private void lookAhead() {
    if (known == 0) {
      next = openTimes.nextAt(now).orElse(null);
    }
    if (next == null) {
      exhausted = true;
      return;
    }
    Opening opening = next;
    next = after(opening);
    while (next != null && !next.start().isAfter(opening.end())) {
      opening = new Opening(opening.start(), next.end());
      next = after(opening);
    }
    add(nanos(opening.start()), nanos(opening.end()));
  }

  private @Nullable Opening after(Opening opening) {
    return nanos(opening.end()) >= HORIZON ? null : openTimes.nextAt(opening.end()).orElse(null);
  }

  private void add(long start, long end) {
    if (known == starts.length) {
      starts = Arrays.copyOf(starts, 2 * known);
      ends = Arrays.copyOf(ends, 2 * known);
    }
    boolean forGood = end >= HORIZON;
    // where no deadline was asked for, what is open for good is open to any host
    long closes = forGood && endless ? NEVER : Math.min(forGood ? NEVER : end, up);
    if (start >= closes) {
      exhausted = true;
      return;
    }
    starts[known] = start;
    ends[known] = closes;
    known++;
  }

  private long nanos(Instant instant) {
    return nanos(now, instant);
  }

  /** Returns how many nanoseconds the instant comes after now; {@link #NEVER} after 200 years. */
  static long nanos(Instant now, @Nullable Instant instant) {
    return instant == null || now.plus(FARTHEST).isBefore(instant)
        ? NEVER
        : Duration.between(now, instant).toNanos();
  }
}
