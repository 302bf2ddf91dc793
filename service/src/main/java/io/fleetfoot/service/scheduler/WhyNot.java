package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.OtherRollout;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;
import io.fleetfoot.service.rollout.RolloutMachine;
import io.fleetfoot.service.rollout.Standstill;
import io.fleetfoot.service.rollout.WaveAdmission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says why hosts do not go down now: every constraint, the ones that let them go too. */
public class WhyNot {

  private final RolloutRepository rollouts;
  private final RebootRepository reboots;
  private final HostRepository hosts;
  private final HostCheckups checkups;
  private final Admissions admissions;
  private final RolloutObserver observer;
  private final FleetMeters meters;

  /** Makes it over what is there, and the meters that show it. */
  public WhyNot(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostRepository hosts,
      HostCheckups checkups,
      Admissions admissions,
      RolloutObserver observer,
      FleetMeters meters) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.hosts = hosts;
    this.checkups = checkups;
    this.admissions = admissions;
    this.observer = observer;
    this.meters = meters;
  }

  /**
   * Why one host does not go down now.
   *
   * @param reboot its reboot that has not ended; absent if no rollout wants the host
   * @param checks what every constraint says, in the order in which they are asked
   * @param others the other rollouts that want the host
   * @param refusals why its agent would refuse, by what it last said of the host
   */
  public record OfHost(
      Host host,
      @Nullable Reboot reboot,
      List<Check> checks,
      List<OtherRollout> others,
      List<HostFinding> refusals) {}

  /**
   * What one constraint says of the hosts of a rollout that wait.
   *
   * @param check what it says of the first that it keeps, or of the first of all
   * @param blocked how many it keeps
   */
  public record Reason(Check check, int blocked) {

    private Reason with(Reason next) {
      return new Reason(worse(check, next.check), blocked + next.blocked);
    }
  }

  /**
   * Why the hosts of a rollout that wait do not go down now.
   *
   * @param waiting how many wait
   * @param reasons what every constraint says, in the order in which they are asked
   */
  public record OfRollout(Rollout rollout, int waiting, List<Reason> reasons) {}

  /**
   * Returns why the host does not go down now.
   *
   * @throws NotFoundException if there is none of this id
   */
  public OfHost host(HostId id) {
    Host host = hosts.find(id).orElseThrow(() -> new NotFoundException("host", id.toString()));
    Reboot reboot = reboots.findActive(id).orElse(null);
    if (reboot == null) {
      return new OfHost(host, null, List.of(admissions.up(host)), List.of(), refusals(id));
    }
    List<OtherRollout> others =
        reboots.listWanting(id).stream()
            .filter(wanting -> !wanting.id().equals(reboot.rollout()))
            .toList();
    return new OfHost(host, reboot, checks(reboot), others, refusals(id));
  }

  private List<HostFinding> refusals(HostId id) {
    return checkups.find(id).stream()
        .flatMap(checkup -> checkup.findings().stream())
        .filter(finding -> finding.severity() == HostFinding.Severity.REFUSE)
        .toList();
  }

  private List<Check> checks(Reboot reboot) {
    Rollout rollout = rollouts.find(reboot.rollout()).orElseThrow();
    List<Member> members = rollouts.listMembers(rollout.id());
    WaveAdmission admission = new WaveAdmission(rollout, members, admissions.around(rollout));
    return members.stream()
        .filter(member -> member.reboot().equals(reboot.id()))
        .findFirst()
        .map(member -> explain(rollout, admission, List.of(member)).get(0))
        .orElse(List.of());
  }

  private List<List<Check>> explain(
      Rollout rollout, WaveAdmission admission, List<Member> members) {
    Map<RebootId, Check> hooks = observer.explain(rollout, members);
    return members.stream()
        .map(
            member ->
                Stream.concat(
                        admission.explain(member).stream(), Stream.of(hooks.get(member.reboot())))
                    .toList())
        .toList();
  }

  /**
   * Returns why the rollout's hosts that wait do not go down now.
   *
   * @throws NotFoundException if there is none of this id
   */
  public OfRollout rollout(RolloutId id) {
    Rollout rollout =
        rollouts.find(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
    List<Member> members = rollouts.listMembers(id);
    List<Member> waiting = members.stream().filter(WhyNot::waits).toList();
    if (waiting.isEmpty()) {
      return new OfRollout(
          rollout,
          0,
          Standstill.of(rollout).map(no -> new Reason(Check.blocked(no), 0)).stream().toList());
    }
    WaveAdmission admission = new WaveAdmission(rollout, members, admissions.around(rollout));
    Map<Constraint, Reason> reasons = new EnumMap<>(Constraint.class);
    explain(rollout, admission, waiting)
        .forEach(checks -> first(checks).forEach(check -> add(check, reasons)));
    return new OfRollout(rollout, waiting.size(), new ArrayList<>(reasons.values()));
  }

  private static boolean waits(Member member) {
    return !member.state().isTerminal() && !member.state().holdsHostDown();
  }

  /** Returns one check for each constraint: the first that blocks, or the first of all. */
  private static Collection<Check> first(List<Check> checks) {
    Map<Constraint, Check> first = new EnumMap<>(Constraint.class);
    for (Check check : checks) {
      first.merge(check.constraint(), check, WhyNot::worse);
    }
    return first.values();
  }

  private static Check worse(Check one, Check other) {
    return one.isPassed() && !other.isPassed() ? other : one;
  }

  private static void add(Check check, Map<Constraint, Reason> reasons) {
    int blocked = check.isPassed() ? 0 : 1;
    reasons.merge(check.constraint(), new Reason(check, blocked), Reason::with);
  }

  /** Shows anew how many hosts each constraint keeps waiting. */
  public void refresh() {
    Map<Constraint, Integer> blocked = new EnumMap<>(Constraint.class);
    for (RolloutId id : rollouts.listActive()) {
      rollouts.find(id).ifPresent(rollout -> count(rollout, blocked));
    }
    meters.blocked(blocked);
  }

  private void count(Rollout rollout, Map<Constraint, Integer> blocked) {
    List<Member> members = rollouts.listMembers(rollout.id());
    if (members.stream().anyMatch(member -> waits(member))) {
      RolloutDecision decision =
          RolloutMachine.decide(rollout, members, admissions.around(rollout, members));
      Rollouts.waiting(observer.hold(rollout, decision))
          .values()
          .forEach(no -> blocked.merge(no.constraint(), 1, Integer::sum));
    }
  }
}
