package io.fleetfoot.service.timing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a forecast says something else than the one before it, and what. */
public final class ForecastNews {

  private static final double TENTH = 0.1;
  private static final Duration LEAST = Duration.ofMinutes(1);

  private ForecastNews() {}

  /**
   * Says whether it is worth telling: another outlook, a time that comes or goes or moves by more
   * than a minute and more than a tenth of what was left, or a chance that moves by a tenth.
   */
  public static boolean isNews(@Nullable Forecast before, Forecast now) {
    return before == null
        || before.outlook() != now.outlook()
        || moved(before.p50(), now.p50(), before.madeAt())
        || moved(before.p90(), now.p90(), before.madeAt())
        || moved(before.chanceToMeetDeadline(), now.chanceToMeetDeadline());
  }

  /** Returns the forecast in a sentence. */
  public static String text(Forecast forecast) {
    StringBuilder text = new StringBuilder(ends(forecast.p50(), forecast.p90()));
    Double chance = forecast.chanceToMeetDeadline();
    if (chance != null) {
      text.append(", %s by the deadline".formatted(percent(chance)));
    }
    if (forecast.chanceToStop() > 0) {
      text.append(", %s are stopped by failures".formatted(percent(forecast.chanceToStop())));
    }
    return text.toString();
  }

  private static String ends(@Nullable Instant p50, @Nullable Instant p90) {
    if (p50 == null) {
      return "fewer than half of the runs ever end";
    }
    String half = "half of the runs end by " + second(p50);
    return p90 == null
        ? half + ", fewer than nine in ten ever"
        : half + ", nine in ten by " + second(p90);
  }

  private static boolean moved(@Nullable Instant before, @Nullable Instant now, Instant since) {
    if (before == null || now == null) {
      return (before == null) != (now == null);
    }
    Duration by = Duration.between(before, now).abs();
    Duration tenth = Duration.between(since, before).dividedBy(10);
    return by.compareTo(LEAST) > 0 && by.compareTo(tenth) > 0;
  }

  private static boolean moved(@Nullable Double before, @Nullable Double now) {
    return before == null || now == null
        ? (before == null) != (now == null)
        : Math.abs(before - now) >= TENTH;
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
