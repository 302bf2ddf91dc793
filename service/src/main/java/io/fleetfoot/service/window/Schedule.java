package io.fleetfoot.service.window;

import java.time.LocalDateTime;
import java.util.List;

/** The local times at which a maintenance window starts again and again, on whole minutes. */
public sealed interface Schedule permits CronSchedule, RecurrenceSchedule {

  /** The most starts that a schedule may have in a day: one every quarter of an hour. */
  int MOST_STARTS_PER_DAY = 96;

  /** Returns the schedule as it was written. */
  String text();

  /**
   * Returns the most starts that any day can have, never more than {@link #MOST_STARTS_PER_DAY}.
   */
  int mostStartsPerDay();

  /** Returns the local starts in [from, to), in order, each once. */
  List<LocalDateTime> startsBetween(LocalDateTime from, LocalDateTime to);
}
