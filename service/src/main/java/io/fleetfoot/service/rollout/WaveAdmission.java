package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Footprint;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Occupancy;
import io.fleetfoot.service.admission.Silence;
import io.fleetfoot.service.admission.Step;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.timing.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which hosts of the open wave go down next: observed state in, one decision out. */
public final class WaveAdmission {

  private final Rollout rollout;
  private final List<Limit> limits;
  private final FleetSnapshot fleet;
  private final Occupancy occupancy;
  private final RolloutCalendar calendar;
  private final Verdict byTime;
  private final WindowRoom room;
  private final Instant now;

  /** Makes it for a rollout and what is observed of it and around it. */
  public WaveAdmission(Rollout rollout, List<Member> members, Surroundings around) {
    this.rollout = rollout;
    this.limits = limits(rollout, around);
    this.fleet = fleet(rollout, members, around);
    this.occupancy = new Occupancy(limits, fleet);
    Term term = RolloutTerm.of(rollout, around.longest());
    this.calendar = RolloutCalendar.of(rollout.spec().policy()).until(term);
    this.byTime = calendar.judge(around.now());
    this.room = new WindowRoom(calendar, around.now(), term.watched(), around.fit());
    this.now = around.now();
  }

  /** Says whether any of the hosts could be admitted, were there no limits. */
  public static boolean isDue(Rollout rollout, List<Member> members) {
    return !rollout.state().isTerminal()
        && members.stream()
            .anyMatch(
                member ->
                    member.state() == RebootState.READY && member.wave() <= rollout.openWave());
  }

  /** Returns the limits that bind the rollout's hosts, its own first. */
  public static List<Limit> limits(Rollout rollout, Surroundings around) {
    List<Limit> limits = new ArrayList<>(RolloutLimits.of(rollout.id(), rollout.spec()));
    limits.addAll(around.limits());
    return limits;
  }

  /** Returns the fleet, with the members that the snapshot lacks as they are observed. */
  public static FleetSnapshot fleet(
      Rollout rollout, Collection<Member> members, Surroundings around) {
    return around.fleet().with(members.stream().map(member -> observed(rollout, member)).toList());
  }

  private static FleetHost observed(Rollout rollout, Member member) {
    return new FleetHost(
        member.host(),
        Labels.none(),
        member.hostDown(),
        member.state().holdsHostDown(),
        rollout.id().value());
  }

  /** Returns which of the hosts that are ready may go down now, and why the others wait. */
  static RolloutDecision decide(Rollout rollout, List<Member> members, Surroundings around) {
    return new WaveAdmission(rollout, members, around).decide(members);
  }

  private RolloutDecision decide(List<Member> members) {
    Optional<Member> lost = members.stream().filter(this::isLost).findFirst();
    if (lost.isPresent()) {
      return new RolloutDecision.Lose(lost.get().reboot());
    }
    List<RebootId> admitted = new ArrayList<>();
    Map<RebootId, Verdict.No> denials = new LinkedHashMap<>();
    for (Member member : members) {
      if (member.state() == RebootState.READY) {
        Footprint footprint = occupancy.footprintOf(host(member));
        Verdict verdict = judge(member, footprint);
        if (verdict instanceof Verdict.No no) {
          denials.put(member.reboot(), no);
        } else {
          occupancy.take(footprint);
          admitted.add(member.reboot());
        }
      } else if (member.elsewhere() != null) {
        denials.put(member.reboot(), Members.elsewhere(member.elsewhere()));
      }
    }
    return admitted.isEmpty()
        ? new RolloutDecision.Rest(denials)
        : new RolloutDecision.Admit(admitted, denials);
  }

  /** A silent host is waited for, but not for good, once nothing but its silence keeps it. */
  private boolean isLost(Member member) {
    @Nullable Silence silence = host(member).silence();
    return member.state() == RebootState.READY
        && silence != null
        && !now.isBefore(silence.lostAt())
        && !host(member).isUnavailable()
        && elsewhere(member).isPassed()
        && wave(member).isPassed()
        && byTime instanceof Verdict.Yes;
  }

  private Verdict judge(Member member, Footprint footprint) {
    for (Check check : List.of(elsewhere(member), wave(member), up(member))) {
      if (!check.isPassed()) {
        return new Verdict.No(check.constraint(), check.detail());
      }
    }
    if (byTime instanceof Verdict.No) {
      return byTime;
    }
    Verdict fits = room.check(member).verdict();
    return fits instanceof Verdict.No ? fits : occupancy.judge(footprint);
  }

  /** Returns what every constraint says of the member, in the order in which they are asked. */
  public List<Check> explain(Member member) {
    List<Check> checks = new ArrayList<>();
    checks.addAll(List.of(elsewhere(member), running(), staged(member), wave(member), up(member)));
    checks.addAll(calendar.explain(now));
    checks.add(room.check(member));
    checks.addAll(occupancy.explain(occupancy.footprintOf(host(member))));
    return checks;
  }

  /** Returns what is counted when these hosts go down together. */
  public PlanCertificate certify(List<HostId> hosts) {
    hosts.forEach(host -> occupancy.take(occupancy.footprintOf(host(host))));
    Step step = new Step(hosts, occupancy.counts());
    return new PlanCertificate(limits, List.of(new PlanStep(rollout.openWave(), step)));
  }

  private FleetHost host(Member member) {
    return host(member.host());
  }

  private FleetHost host(HostId id) {
    return fleet
        .find(id)
        .orElseThrow(() -> new IllegalArgumentException("host %s is no member".formatted(id)));
  }

  private Check up(Member member) {
    FleetHost host = host(member);
    return member.hostDown() && !host.isUnavailable()
        ? blocked(Constraint.HOST_UP, "the host is down already")
        : host.up();
  }

  private Check running() {
    return rollout.state() == RolloutState.RUNNING
        ? Check.passed(Constraint.ROLLOUT_RUNNING, "the rollout is running")
        : Check.blocked(Standstill.halted(rollout));
  }

  private static Check staged(Member member) {
    return member.state() == RebootState.READY
        ? Check.passed(Constraint.STAGED, "the host has staged")
        : blocked(Constraint.STAGED, "its reboot is %s".formatted(member.state()));
  }

  private static Check elsewhere(Member member) {
    return member.elsewhere() == null
        ? Check.passed(Constraint.OTHER_ROLLOUT, "no other rollout has the host")
        : Check.blocked(Members.elsewhere(member.elsewhere()));
  }

  private Check wave(Member member) {
    if (member.wave() > rollout.openWave()) {
      return Standstill.of(rollout)
          .filter(no -> no.constraint() == Constraint.WAVE_OPEN)
          .map(Check::blocked)
          .orElseGet(
              () ->
                  blocked(
                      Constraint.WAVE_OPEN,
                      "wave %d is open, the host is in wave %d"
                          .formatted(rollout.openWave(), member.wave())));
    }
    int open = rollout.openWave();
    return switch (rollout.course().step()) {
      case APPROVAL -> blocked(Constraint.WAVE_OPEN, "wave %d awaits approval".formatted(open));
      case START ->
          blocked(Constraint.WAVE_OPEN, "the gates before the rollout have not passed yet");
      case GATE ->
          blocked(
              Constraint.WAVE_OPEN, "the gates before wave %d have not passed yet".formatted(open));
      case WORK, SOAK, JUDGE, PASSED ->
          Check.passed(Constraint.WAVE_OPEN, "wave %d is open".formatted(open));
    };
  }

  private static Check blocked(Constraint constraint, String detail) {
    return Check.blocked(new Verdict.No(constraint, detail));
  }
}
