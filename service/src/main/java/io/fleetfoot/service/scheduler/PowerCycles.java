package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Has hosts switched off and on that did not come back, each at most once: that it is asked for is
 * saved before it is, and a replica that dies in between leaves it to the deadline.
 */
public class PowerCycles {

  private static final Logger log = LoggerFactory.getLogger(PowerCycles.class);

  private final RebootRepository reboots;
  private final Reboots moves;
  private final Transactions transactions;
  private final PowerCycle powerCycle;

  /** Makes it over the reboots and their moves, and over what switches hosts off and on. */
  public PowerCycles(
      RebootRepository reboots, Reboots moves, Transactions transactions, PowerCycle powerCycle) {
    this.reboots = reboots;
    this.moves = moves;
    this.transactions = transactions;
    this.powerCycle = powerCycle;
  }

  /** Asks for all that are due; what fails is logged and is due again at the next tick. */
  public void tick() {
    try {
      Optional<Reboot> claimed = claim();
      while (claimed.isPresent()) {
        cycle(claimed.get());
        claimed = claim();
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("power cycles are due again at the next tick: {}", e.toString());
    }
  }

  private Optional<Reboot> claim() {
    return transactions.run(reboots::claimPowerCycle);
  }

  private void cycle(Reboot reboot) {
    try {
      reboots.findRecord(reboot.id()).ifPresent(powerCycle::cycle);
      log.info("reboot={} host={} power cycle asked for", reboot.id(), reboot.host());
    } catch (PowerCycleFailedException e) {
      failed(reboot.id(), String.valueOf(e.getMessage()));
    }
  }

  private void failed(RebootId id, String reason) {
    transactions.run(
        () -> {
          reboots
              .find(id)
              .filter(reboot -> reboot.state() == RebootState.POWER_CYCLING)
              .ifPresent(reboot -> moves.move(reboot, new RebootEvent.PowerCycleFailed(reason)));
          return id;
        });
  }
}
