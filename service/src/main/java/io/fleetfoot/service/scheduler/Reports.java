package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import java.util.List;
import java.util.Optional;

/** Takes what agents say; when a call returns, what was said is saved. */
public class Reports {

  private final RebootRepository reboots;
  private final HostRepository hosts;
  private final HostCheckups checkups;
  private final Reboots moves;
  private final Transactions transactions;
  private final FleetMeters meters;

  /** Makes it over its repositories and the moves that reports cause. */
  public Reports(
      RebootRepository reboots,
      HostRepository hosts,
      HostCheckups checkups,
      Reboots moves,
      Transactions transactions,
      FleetMeters meters) {
    this.reboots = reboots;
    this.hosts = hosts;
    this.checkups = checkups;
    this.moves = moves;
    this.transactions = transactions;
    this.meters = meters;
  }

  /**
   * Saves what the report of the host's agent decides.
   *
   * @throws OutOfPlaceException if the report does not fit the state of the reboot
   * @throws NotFoundException if the reboot is not one of this host
   */
  public void accept(HostId host, Report report) {
    try {
      transactions.run(
          () -> {
            if (report instanceof Report.Started started) {
              started(host, started);
            } else if (report instanceof Report.Progress progress) {
              progressed(host, progress);
            } else if (report instanceof Report.Checked checked) {
              checkups.save(host, checked.findings());
            }
            // at once, for the rollout's next step looks at it: flushed later, it could be missed
            hosts.seen(List.of(host));
            return host;
          });
    } catch (OutOfPlaceException e) {
      meters.outOfPlace();
      throw e;
    }
  }

  private void progressed(HostId host, Report.Progress report) {
    Reboot reboot =
        reboots
            .find(report.reboot())
            .filter(found -> found.host().equals(host))
            .orElseThrow(() -> new NotFoundException("reboot", report.reboot().toString()));
    moves.move(reboot, report.event(), report.phases());
  }

  /**
   * A boot proves the host up, unless it is on its way and the proof is for its reboot to judge.
   */
  private void started(HostId host, Report.Started report) {
    Facts facts = report.facts();
    Optional<Reboot> active = reboots.findActive(host);
    if (active.isPresent()) {
      moves.move(
          active.get(),
          new RebootEvent.Booted(
              facts.bootId(), facts.kernelRelease(), facts.commandLine(), report.execId()),
          report.phases());
    } else {
      moves.count(host, Standing.UP, "Booted: boot_id " + facts.bootId());
    }
    hosts.saveFacts(host, facts);
  }
}
