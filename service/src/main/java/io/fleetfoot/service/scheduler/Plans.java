package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.rollout.CertificateVerifier;
import io.fleetfoot.service.rollout.RolloutLimits;
import io.fleetfoot.service.rollout.RolloutPlan;
import io.fleetfoot.service.rollout.RolloutPlanner;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.UnfinishableException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what a rollout would do, and does nothing. */
public class Plans {

  private final HostRepository hosts;
  private final KernelImages kernelImages;
  private final Admissions admissions;
  private final Transactions transactions;

  /** Makes it over what is there. */
  public Plans(
      HostRepository hosts,
      KernelImages kernelImages,
      Admissions admissions,
      Transactions transactions) {
    this.hosts = hosts;
    this.kernelImages = kernelImages;
    this.admissions = admissions;
    this.transactions = transactions;
  }

  /**
   * A plan whose certificate verifies.
   *
   * @param hostnames the names of the hosts
   * @param done the hosts that run the kernel image already, in a boot that was proven
   * @param endsBy when it is to have ended, by its deadline or because none may run for longer
   */
  public record Preview(
      RolloutPlan plan, Map<HostId, String> hostnames, Set<HostId> done, Instant endsBy) {}

  /**
   * Returns what a rollout of the spec would do, were it created now.
   *
   * @throws ConflictException as {@link Rollouts#create} does
   * @throws NotFoundException likewise
   * @throws UnfinishableException likewise
   */
  public Preview plan(RolloutSpec spec) {
    kernelImages.getBootable(spec);
    return transactions.run(
        () -> {
          List<Host> chosen = Rollouts.chosen(hosts, spec);
          List<Limit> own = RolloutLimits.of(spec);
          List<Limit> beside = admissions.limitsBeside(null);
          FleetSnapshot fleet =
              admissions.fleet(own, beside).with(chosen.stream().map(Admissions::seen).toList());
          List<Limit> limits = Stream.of(own, beside).flatMap(List::stream).toList();
          return preview(spec, chosen, limits, fleet);
        });
  }

  private Preview preview(
      RolloutSpec spec, List<Host> chosen, List<Limit> limits, FleetSnapshot fleet) {
    Map<HostId, String> names = new LinkedHashMap<>();
    chosen.forEach(host -> names.put(host.id(), host.facts().hostname()));
    List<FleetHost> planned =
        names.keySet().stream().map(host -> fleet.find(host).orElseThrow()).toList();
    Set<HostId> done =
        admissions.proven(spec).stream().filter(names::containsKey).collect(Collectors.toSet());
    RolloutPlan plan = RolloutPlanner.plan(spec, planned, done, limits, fleet);
    admissions.requireFinishable(spec, plan.waves());
    List<String> faults =
        CertificateVerifier.verifyPlan(
            plan,
            names.keySet().stream()
                .filter(host -> !done.contains(host))
                .collect(Collectors.toSet()),
            limits,
            fleet);
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "the plan of rollout \"%s\" does not verify: %s".formatted(spec.name(), faults));
    }
    return new Preview(plan, names, done, admissions.end(spec));
  }
}
