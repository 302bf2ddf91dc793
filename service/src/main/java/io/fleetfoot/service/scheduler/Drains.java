package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the edge that knows a host's load asks and says: whose load is to be taken off, how far that
 * is, and that a boot is seen from its side as well. What comes too late is not taken.
 */
public class Drains {

  private final RebootRepository reboots;
  private final Reboots moves;
  private final Transactions transactions;
  private final RandomGenerator random;

  /** Makes it over the reboots and their moves, and a secure source of exec ids. */
  public Drains(
      RebootRepository reboots, Reboots moves, Transactions transactions, RandomGenerator random) {
    this.reboots = reboots;
    this.moves = moves;
    this.transactions = transactions;
    this.random = random;
  }

  /** Returns the reboots whose host's load is to be taken off now. */
  public List<RebootRecord> listDraining() {
    return reboots.listRecords(RebootState.DRAINING);
  }

  /** Returns the reboots whose boot the agent has proven and a witness has not confirmed yet. */
  public List<RebootRecord> listUnwitnessed() {
    return reboots.listRecords(RebootState.PROVING).stream()
        .filter(booted -> booted.reboot().evidence().witnessAwaited())
        .toList();
  }

  /** Takes in that no load is left. */
  public void drained(RebootId id) {
    move(id, RebootState.DRAINING, new RebootEvent.Admitted(ExecId.random(random)));
  }

  /** Takes in what keeps the load, while it is being taken off. */
  public void held(RebootId id, String reason) {
    move(id, RebootState.DRAINING, new RebootEvent.Held(reason));
  }

  /** Takes in that the load cannot be taken off. */
  public void failed(RebootId id, String reason) {
    move(id, RebootState.DRAINING, new RebootEvent.DrainFailed(reason));
  }

  /** Takes in that the wanted kernel is seen to run in the boot. */
  public void witnessed(RebootId id, String bootId) {
    move(id, RebootState.PROVING, new RebootEvent.Witnessed(bootId));
  }

  /** Takes in why the boot is not seen yet. */
  public void unseen(RebootId id, String reason) {
    move(id, RebootState.PROVING, new RebootEvent.Held(reason));
  }

  private void move(RebootId id, RebootState expected, RebootEvent event) {
    transactions.run(
        () -> {
          reboots
              .find(id)
              .filter(reboot -> reboot.state() == expected)
              .filter(reboot -> !isLate(reboot, event))
              .ifPresent(reboot -> moves.move(reboot, event));
          return id;
        });
  }

  private static boolean isLate(Reboot reboot, RebootEvent event) {
    return event instanceof RebootEvent.Witnessed witnessed
        && !witnessed.bootId().equals(reboot.evidence().toBootId());
  }
}
