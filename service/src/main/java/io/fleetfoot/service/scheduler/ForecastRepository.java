package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.Forecast;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The last forecast of each rollout, which all replicas share. */
public interface ForecastRepository {

  /**
   * Takes a running rollout whose forecast is due: the newest that has none, or else the one
   * longest due. Nobody else gets it before the lease ends, however many ask.
   */
  Optional<RolloutId> claimDue(Duration lease);

  /** Returns the last forecast of the rollout, if one was made. */
  Optional<Forecast> find(RolloutId rollout);

  /** Keeps the forecast of a rollout that was claimed; the next is due after so long. */
  void keep(RolloutId rollout, Forecast forecast, Duration next);

  /**
   * Returns the forecasts of the rollouts that run, by name: of several of a name that of the one
   * which is likeliest to miss its deadline, or ends last; and of the names at most 20.
   */
  Map<String, Forecast> listShown();
}
