package io.fleetfoot.service.timing;

/** What a forecast comes to. */
public enum Outlook {
  /** Nine in ten runs end, and by the deadline if there is one. */
  ON_TIME,
  /** There is a deadline, and more than one in ten runs does not end by it. */
  AT_RISK,
  /** There is no deadline, and more than one in ten runs is never done. */
  OPEN_ENDED;

  private static final double CONFIDENT = 0.9;

  static Outlook of(Forecast forecast) {
    Double chance = forecast.chanceToMeetDeadline();
    if (chance != null) {
      return chance < CONFIDENT ? AT_RISK : ON_TIME;
    }
    return forecast.p90() == null ? OPEN_ENDED : ON_TIME;
  }
}
