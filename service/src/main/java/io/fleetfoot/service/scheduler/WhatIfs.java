package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutLimits;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutTimeouts;
import io.fleetfoot.service.rollout.WavePlanner;
import io.fleetfoot.service.rollout.WhatIf;
import io.fleetfoot.service.rollout.WhatIfAssumptions;
import io.fleetfoot.service.rollout.WhatIfFleet;
import io.fleetfoot.service.rollout.WhatIfResult;
import java.util.List;

/** Plays rollouts through over the fleet as it is now, and does nothing. */
public class WhatIfs {

  private final HostRepository hosts;
  private final RolloutRepository rollouts;
  private final KernelImages kernelImages;
  private final Admissions admissions;
  private final RolloutTimeouts timeouts;
  private final RebootTimeouts rebootTimeouts;
  private final Transactions transactions;

  /** Makes it over what is there. */
  public WhatIfs(
      HostRepository hosts,
      RolloutRepository rollouts,
      KernelImages kernelImages,
      Admissions admissions,
      RolloutTimeouts timeouts,
      RebootTimeouts rebootTimeouts,
      Transactions transactions) {
    this.hosts = hosts;
    this.rollouts = rollouts;
    this.kernelImages = kernelImages;
    this.admissions = admissions;
    this.timeouts = timeouts;
    this.rebootTimeouts = rebootTimeouts;
    this.transactions = transactions;
  }

  /**
   * Returns what a rollout of the spec would come to, were it created now and were hosts as
   * assumed. Hosts that are down now, or on their way in other rollouts, stay so.
   *
   * @throws ConflictException as {@link Rollouts#create} does
   * @throws NotFoundException likewise
   * @throws io.fleetfoot.service.rollout.UnfinishableException likewise
   */
  public WhatIfResult play(RolloutSpec spec, WhatIfAssumptions assumptions) {
    kernelImages.getBootable(spec);
    WhatIfFleet fleet = transactions.run(() -> see(spec));
    return WhatIf.play(spec, fleet, assumptions, timeouts, rollouts.now());
  }

  private WhatIfFleet see(RolloutSpec spec) {
    List<Host> chosen = Rollouts.chosen(hosts, spec);
    List<Limit> beside = admissions.limitsBeside(null);
    FleetSnapshot fleet =
        admissions
            .fleet(RolloutLimits.of(spec), beside)
            .with(chosen.stream().map(Admissions::seen).toList());
    admissions.requireFinishable(
        spec, WavePlanner.plan(spec, chosen.stream().map(Admissions::seen).toList()));
    return new WhatIfFleet(
        chosen.stream().map(host -> fleet.find(host.id()).orElseThrow()).toList(),
        admissions.proven(spec),
        fleet,
        beside,
        rebootTimeouts.of(RebootState.STAGING));
  }
}
