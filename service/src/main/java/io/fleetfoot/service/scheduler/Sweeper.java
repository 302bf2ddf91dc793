package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Ends what is beyond its deadline, and lets succeed what is through its soak.
 *
 * <p>It sweeps nothing for a grace period after it was made, so that agents which could not report
 * while no service ran get a chance to.
 */
public class Sweeper {

  private final RebootRepository reboots;
  private final Reboots moves;
  private final Transactions transactions;
  private final PowerCycle powerCycle;
  private final Duration silence;
  private final InstantSource clock;
  private final Instant firstSweep;

  /**
   * Makes it over the reboots and their moves, and over what can switch hosts off and on.
   *
   * @param silence how long a host may say nothing before it is silent
   * @param grace how long after now the first deadline is swept
   */
  public Sweeper(
      RebootRepository reboots,
      Reboots moves,
      Transactions transactions,
      PowerCycle powerCycle,
      Duration silence,
      Duration grace,
      InstantSource clock) {
    this.reboots = reboots;
    this.moves = moves;
    this.transactions = transactions;
    this.powerCycle = powerCycle;
    this.silence = silence;
    this.clock = clock;
    this.firstSweep = clock.instant().plus(grace);
  }

  /** Moves all that is due, each in a transaction of its own. */
  public void tick() {
    whileAny(this::soak);
    if (!clock.instant().isBefore(firstSweep)) {
      whileAny(this::sweep);
    }
  }

  private void whileAny(BooleanSupplier moveOne) {
    boolean more = true;
    while (more) {
      more = transactions.run(moveOne::getAsBoolean);
    }
  }

  private boolean soak() {
    return reboots
        .claimSoaked(silence)
        .map(
            reboot -> {
              moves.move(reboot, new RebootEvent.SoakPassed());
              return true;
            })
        .orElse(false);
  }

  private boolean sweep() {
    return reboots
        .claimOverdue(silence)
        .map(
            overdue -> {
              moves.move(overdue.reboot(), event(overdue));
              return true;
            })
        .orElse(false);
  }

  /** A host that went and did not come back may be switched off and on before it is lost. */
  private RebootEvent event(RebootRepository.Overdue overdue) {
    Reboot reboot = overdue.reboot();
    return reboot.state() == RebootState.EXECUTING && powerCycle.isAvailable(reboot.host())
        ? new RebootEvent.PowerCycleAsked()
        : new RebootEvent.DeadlinePassed(overdue.silent());
  }
}
