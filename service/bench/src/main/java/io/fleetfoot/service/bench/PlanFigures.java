package io.fleetfoot.service.bench;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.CertificateVerifier;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutLimits;
import io.fleetfoot.service.rollout.RolloutPlan;
import io.fleetfoot.service.rollout.RolloutPlanner;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** How long a plan and its verification take: the median of several, after some to warm up. */
record PlanFigures(
    int hosts,
    int waves,
    int steps,
    int limits,
    int counts,
    double planSeconds,
    double verifySeconds) {

  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 5;
  private static final int HOSTS_OF_RACK = 40;
  private static final int RACKS_OF_ROW = 10;
  private static final int DOWN_EVERY = 997;
  private static final double NANOS = 1e9;

  /**
   * Plans a rollout over a fleet of so many hosts in racks of 40 and rows of 10 racks, of which one
   * in 997 is down, under five kinds of limits: hosts down, hosts down of each rack and of each
   * row, racks with hosts down, and hosts on their way.
   */
  static PlanFigures measure(int hosts) {
    List<FleetHost> fleet = fleet(hosts);
    RolloutSpec spec = spec();
    for (int round = 0; round < WARM_UPS; round++) {
      once(fleet, spec);
    }
    List<PlanFigures> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(once(fleet, spec));
    }
    rounds.sort((one, other) -> Double.compare(one.seconds(), other.seconds()));
    return rounds.get(ROUNDS / 2);
  }

  /** Returns how long both take together. */
  double seconds() {
    return planSeconds + verifySeconds;
  }

  private static PlanFigures once(List<FleetHost> fleet, RolloutSpec spec) {
    FleetSnapshot snapshot = new FleetSnapshot(fleet);
    List<Limit> limits = RolloutLimits.of(spec);
    Set<HostId> ids = fleet.stream().map(FleetHost::id).collect(Collectors.toSet());
    long begun = System.nanoTime();
    RolloutPlan plan = RolloutPlanner.plan(spec, fleet, Set.of(), limits, snapshot);
    long planned = System.nanoTime();
    List<String> faults = CertificateVerifier.verifyPlan(plan, ids, limits, snapshot);
    long verified = System.nanoTime();
    if (!faults.isEmpty()) {
      throw new IllegalStateException("the plan does not verify: " + faults);
    }
    return new PlanFigures(
        fleet.size(),
        plan.waves().size(),
        plan.certificate().steps().size(),
        limits.size(),
        plan.certificate().steps().stream().mapToInt(step -> step.step().counts().size()).sum(),
        (planned - begun) / NANOS,
        (verified - planned) / NANOS);
  }

  private static List<FleetHost> fleet(int hosts) {
    List<FleetHost> fleet = new ArrayList<>();
    for (int number = 0; number < hosts; number++) {
      int rack = number / HOSTS_OF_RACK;
      Map<String, String> labels =
          Map.of(
              "rack", "rack-" + rack,
              "row", "row-" + rack / RACKS_OF_ROW,
              "role", number % 3 == 0 ? "db" : "web");
      fleet.add(
          new FleetHost(
              new HostId(new UUID(0, number)),
              new Labels(labels),
              number % DOWN_EVERY == 0,
              false,
              null));
    }
    return fleet;
  }

  private static RolloutSpec spec() {
    RolloutPolicy plain = RolloutPolicy.plain();
    return new RolloutSpec(
        "bench",
        new KernelImageId(new UUID(0, 1)),
        HostSelector.everyHost(),
        List.of(HostAmount.hosts(1), HostAmount.percent(5), HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.percent(3)),
        new FailureBudget(0),
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full(),
        new RolloutPolicy(
            null,
            List.of("role"),
            List.of(
                new DomainLimit("rack", HostAmount.hosts(4), HostAmount.percent(50)),
                new DomainLimit("row", HostAmount.percent(10), null)),
            HostAmount.percent(2),
            null,
            Duration.ZERO,
            List.of(),
            List.of(),
            null,
            plain.retries(),
            plain.approval(),
            List.of(),
            List.of(),
            plain.timing(),
            plain.rollback(),
            plain.stage()));
  }
}
