package io.fleetfoot.service.timing;

/** What a forecast comes to. */
public enum Outlook {
  /** Nine in ten runs end, and by the deadline if there is one. */
  ON_TIME,
  /** Nine in ten runs end, but more than one in ten does not by the deadline. */
  AT_RISK,
  /** More than one in ten runs never ends by itself. */
  OPEN_ENDED;

  private static final double CONFIDENT = 0.9;

  static Outlook of(Forecast forecast) {
    Double chance = forecast.chanceToMeetDeadline();
    if (forecast.p90() == null) {
      return OPEN_ENDED;
    }
    return chance != null && chance < CONFIDENT ? AT_RISK : ON_TIME;
  }
}
