package io.fleetfoot.service.window;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/** What lib-recur makes of a rule, by the wall clock alone. */
final class SecondOpinion {

  private SecondOpinion() {}

  static List<LocalDateTime> between(
      String rule, LocalDateTime first, LocalDateTime from, LocalDateTime to) {
    List<LocalDateTime> times = new ArrayList<>();
    try {
      RecurrenceRuleIterator iterator =
          new RecurrenceRule(rule, RfcMode.RFC5545_STRICT).iterator(floating(first));
      while (iterator.hasNext()) {
        LocalDateTime time = local(iterator.nextDateTime());
        if (!time.isBefore(to)) {
          break;
        }
        if (!time.isBefore(from)) {
          times.add(time);
        }
      }
    } catch (InvalidRecurrenceRuleException e) {
      throw new AssertionError(rule, e);
    } catch (IllegalArgumentException e) {
      // it gives up after a thousand periods without a start: there are no more to compare
      return times;
    }
    return times;
  }

  private static DateTime floating(LocalDateTime time) {
    return new DateTime(
        time.getYear(),
        time.getMonthValue() - 1,
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond());
  }

  private static LocalDateTime local(DateTime time) {
    return LocalDateTime.of(
        time.getYear(),
        time.getMonth() + 1,
        time.getDayOfMonth(),
        time.getHours(),
        time.getMinutes(),
        time.getSeconds());
  }
}
