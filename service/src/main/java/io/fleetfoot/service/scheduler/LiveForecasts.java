package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.ForecastNews;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the forecasts of running rollouts up to date, and shows and tells them.
 *
 * <p>One replica makes each and keeps it where the others read it: so all show the same, an event
 * is told once, and the cost does not grow with the replicas. It makes one at a beat, and that of a
 * rollout not again before twenty times as long has passed as it took.
 */
public class LiveForecasts {

  private static final Logger log = LoggerFactory.getLogger(LiveForecasts.class);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final int REST = 20;

  private final ForecastRepository kept;
  private final RolloutForecasts forecasts;
  private final RolloutRepository rollouts;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final FleetMeters meters;
  private final InstantSource clock;
  private final Duration every;

  /**
   * Makes it over what forecasts and where forecasts are kept, told and shown.
   *
   * @param every how long a forecast holds at least
   */
  public LiveForecasts(
      ForecastRepository kept,
      RolloutForecasts forecasts,
      RolloutRepository rollouts,
      TransitionLog transitions,
      Transactions transactions,
      FleetMeters meters,
      InstantSource clock,
      Duration every) {
    this.kept = kept;
    this.forecasts = forecasts;
    this.rollouts = rollouts;
    this.transitions = transitions;
    this.transactions = transactions;
    this.meters = meters;
    this.clock = clock;
    this.every = every;
  }

  /** Makes the forecast that is longest due, if one is, and shows what was kept by anybody. */
  public void tick() {
    Ticks.attempt("forecast", this::forecast);
    Ticks.attempt("gauges of forecasts", () -> meters.forecasts(kept.listShown()));
  }

  private void forecast() {
    transactions
        .run(() -> kept.claimDue(LEASE))
        .flatMap(rollouts::find)
        .filter(rollout -> rollout.state() == RolloutState.RUNNING)
        .ifPresent(this::forecast);
  }

  private void forecast(Rollout rollout) {
    Instant begun = clock.instant();
    Forecast forecast = forecasts.forecast(rollout);
    Duration took = Duration.between(begun, clock.instant());
    Duration rest = took.multipliedBy(REST);
    transactions.run(() -> keep(rollout.id(), forecast, rest.compareTo(every) > 0 ? rest : every));
  }

  private boolean keep(RolloutId rollout, Forecast forecast, Duration next) {
    @Nullable Forecast before = kept.find(rollout).orElse(null);
    kept.keep(rollout, forecast, next);
    boolean told = isRunning(rollout) && ForecastNews.isNews(before, forecast);
    if (told) {
      transitions.append(
          Transition.of(rollout, before == null ? null : before.outlook(), forecast));
      transactions.afterSave(
          () ->
              log.info(
                  "rollout={} forecast {} cause=\"{}\"",
                  rollout,
                  forecast.outlook(),
                  ForecastNews.text(forecast)));
    }
    return told;
  }

  private boolean isRunning(RolloutId rollout) {
    return rollouts.find(rollout).filter(it -> it.state() == RolloutState.RUNNING).isPresent();
  }
}
