package io.fleetfoot.service.scheduler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** The service's heartbeat: each of its beats heals what an earlier one lost. */
public class Ticks {

  private static final Logger log = LoggerFactory.getLogger(Ticks.class);

  private final RolloutSteps rollouts;
  private final Sweeper sweeper;
  private final Assignments assignments;
  private final SeenHosts seenHosts;
  private final FleetGauges gauges;

  /** Makes it over all that beats. */
  public Ticks(
      RolloutSteps rollouts,
      Sweeper sweeper,
      Assignments assignments,
      SeenHosts seenHosts,
      FleetGauges gauges) {
    this.rollouts = rollouts;
    this.sweeper = sweeper;
    this.assignments = assignments;
    this.seenHosts = seenHosts;
    this.gauges = gauges;
  }

  /**
   * Does all that is due, once at a time; what fails is logged and is due again at the next tick.
   */
  public synchronized void tick() {
    attempt("sweep", sweeper::tick);
    attempt("rollout steps", rollouts::tick);
    attempt("refresh of assignments", assignments::refresh);
  }

  /** Does what nobody waits for, so that a fleet that idles costs the database next to nothing. */
  public void tickSlowly() {
    attempt("flush of last-seen", seenHosts::flush);
    attempt("refresh of proven boots", assignments::refreshProven);
    attempt("gauges", gauges::refresh);
  }

  /** Does it; what fails is logged. */
  static void attempt(String what, Runnable beat) {
    try {
      beat.run();
    } catch (DataAccessException | TransactionException e) {
      log.warn("{} is due again at the next tick: {}", what, e.toString());
    } catch (RuntimeException e) {
      log.error("{} failed and is due again at the next tick", what, e);
    }
  }
}
