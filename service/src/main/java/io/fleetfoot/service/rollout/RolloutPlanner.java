package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Occupancy;
import io.fleetfoot.service.admission.StepPlanner;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans a rollout over the fleet as it is, with no effect. */
public final class RolloutPlanner {

  private RolloutPlanner() {}

  /**
   * Returns the plan.
   *
   * @param hosts the rollout's hosts, by hostname
   * @param done those of the hosts that need not reboot; they are in no wave of the plan
   * @param limits the limits that bind, the rollout's own first
   * @throws UncoveredHostsException if the waves leave hosts over
   */
  public static RolloutPlan plan(
      RolloutSpec spec,
      List<FleetHost> hosts,
      Set<HostId> done,
      List<Limit> limits,
      FleetSnapshot fleet) {
    List<Wave> waves =
        WavePlanner.plan(spec, hosts).stream().map(wave -> wave.without(done)).toList();
    Occupancy occupancy = new Occupancy(limits, fleet);
    FleetSnapshot chosen = new FleetSnapshot(hosts);
    List<PlanStep> steps = new ArrayList<>();
    Map<HostId, Verdict.No> unplaced = new LinkedHashMap<>();
    for (Wave wave : waves) {
      List<FleetHost> members =
          wave.hosts().stream().map(id -> chosen.find(id).orElseThrow()).toList();
      StepPlanner.Steps planned = StepPlanner.plan(occupancy, members);
      planned.steps().forEach(step -> steps.add(new PlanStep(wave.index(), step)));
      unplaced.putAll(planned.unplaced());
    }
    return new RolloutPlan(waves, new PlanCertificate(limits, steps), unplaced);
  }
}
