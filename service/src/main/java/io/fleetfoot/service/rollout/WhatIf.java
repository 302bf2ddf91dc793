package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Lengths;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays a rollout through over the fleet as it is, with no effect: the machines of rollouts and
 * reboots and the admission are those that run the real one, hosts and time are made up.
 *
 * <p>Approvers, hooks and gates are taken to say yes at once, and nobody resumes what pauses.
 */
public final class WhatIf {

  private static final int HOSTS_PER_SECOND_OF_GRAIN = 10_000;
  private static final String NOTHING_TO_DO =
      "there is nothing to do: every host runs the kernel image already";
  private static final Duration LONGEST = Duration.ofDays(400);

  private final WhatIfHosts hosts;
  private final RolloutTimeouts timeouts;
  private final List<Limit> limitsOfOthers;
  private final Instant start;
  private final Duration grain;
  private final DownTimes assumed;
  private final DownCounts counts;
  private final boolean hasNothingToDo;
  private final List<Instant> waves = new ArrayList<>();
  private Rollout rollout;
  private Instant now;

  private WhatIf(
      RolloutSpec spec,
      WhatIfFleet fleet,
      WhatIfAssumptions assumptions,
      RolloutTimeouts timeouts,
      Instant start) {
    this.timeouts = timeouts;
    this.limitsOfOthers = fleet.limits();
    this.start = start;
    this.now = start;
    this.grain = Duration.ofSeconds(1L + fleet.hosts().hosts().size() / HOSTS_PER_SECOND_OF_GRAIN);
    RolloutId id = new RolloutId(new UUID(0, assumptions.seed()));
    this.rollout = Rollout.begun(id, spec, "what-if", start, timeouts);
    this.assumed =
        new DownTimes(Lengths.of(List.of(assumptions.down().p95())), DownTimes.Basis.ASSUMED);
    this.counts = new DownCounts(topologyKeys(spec), fleet.hosts().hosts(), start);
    this.hosts = new WhatIfHosts(rollout, fleet, assumptions, counts);
    WavePlanner.plan(spec, fleet.chosen()).forEach(hosts::plan);
    hosts.satisfy(fleet.done());
    this.hasNothingToDo =
        fleet.chosen().stream().map(FleetHost::id).allMatch(fleet.done()::contains);
    waves.add(start);
  }

  /**
   * Returns what the rollout comes to.
   *
   * @throws UncoveredHostsException if the waves leave hosts over
   */
  public static WhatIfResult play(
      RolloutSpec spec,
      WhatIfFleet fleet,
      WhatIfAssumptions assumptions,
      RolloutTimeouts timeouts,
      Instant start) {
    RolloutSpec willing = spec.with(spec.policy().withoutQuestions());
    return new WhatIf(willing, fleet, assumptions, timeouts, start).play();
  }

  private WhatIfResult play() {
    boolean goesOn = true;
    while (goesOn) {
      decide();
      counts.note(now);
      goesOn = !rollout.state().isTerminal() && pass();
    }
    return new WhatIfResult(
        rollout.state(),
        reason(),
        start,
        now,
        ends(),
        counts.worstDown(),
        counts.worstByDomain(),
        counts.points(),
        waves);
  }

  /** What waits for another rollout waits for good, which nobody would guess. */
  private @Nullable String reason() {
    if (hasNothingToDo && rollout.reason() == null) {
      return NOTHING_TO_DO;
    }
    int held = hosts.heldElsewhere();
    if (held == 0) {
      return rollout.reason();
    }
    String why = "hosts that another rollout has, and is taken to keep: " + held;
    return rollout.reason() == null ? why : rollout.reason() + "; " + why;
  }

  /** Does what the machine decides, until it decides to rest. */
  private void decide() {
    RolloutDecision decision;
    do {
      List<Member> members = hosts.members();
      Surroundings around =
          WaveAdmission.isDue(rollout, members)
              ? new Surroundings(now, hosts.fleet(), limitsOfOthers, member -> Optional.of(assumed))
              : new Surroundings(now);
      decision = RolloutMachine.decide(rollout, members, around, hosts.observed());
      if (!(decision instanceof RolloutDecision.Rest)) {
        rollout = RolloutCourse.after(rollout, decision, now, timeouts);
        affect(decision);
      }
    } while (!(decision instanceof RolloutDecision.Rest) && !rollout.state().isTerminal());
  }

  private void affect(RolloutDecision decision) {
    if (decision instanceof RolloutDecision.Stage stage) {
      hosts.stage(stage.reboots(), now);
    } else if (decision instanceof RolloutDecision.Admit admit) {
      hosts.admit(admit.reboots(), now);
    } else if (decision instanceof RolloutDecision.Retry retry) {
      hosts.again(retry.reboots(), retry.notBefore());
    } else if (decision instanceof RolloutDecision.Return back) {
      hosts.back(back.reboots());
    } else if (decision instanceof RolloutDecision.OpenWave) {
      waves.add(now);
    } else {
      withdrawn(decision).forEach(hosts::withdraw);
    }
  }

  private static Collection<RebootId> withdrawn(RolloutDecision decision) {
    if (decision instanceof RolloutDecision.Stop stop) {
      return stop.withdrawn();
    } else if (decision instanceof RolloutDecision.RollBack back) {
      return back.withdrawn();
    }
    return decision instanceof RolloutDecision.Withdraw withdraw ? withdraw.reboots() : List.of();
  }

  /** Lets time pass until something happens, and says whether anything does. */
  private boolean pass() {
    Instant next = next();
    if (next.isAfter(start.plus(LONGEST))) {
      return false;
    }
    now = next;
    hosts.happen(now);
    return true;
  }

  /** Returns when something happens next that can change the decision. */
  private Instant next() {
    Instant next = hosts.nextEvent().map(at -> latest(at, now.plus(grain))).orElse(Instant.MAX);
    for (Instant wake : wakes()) {
      if (wake.isAfter(now) && wake.isBefore(next)) {
        next = wake;
      }
    }
    return next;
  }

  /** Returns the times that change a decision by themselves; none changes that of a pause. */
  private List<Instant> wakes() {
    if (rollout.state() == RolloutState.PAUSED) {
      return List.of();
    }
    List<Instant> wakes = new ArrayList<>();
    RolloutCalendar calendar = RolloutCalendar.of(rollout.spec().policy());
    wakes.add(rollout.course().since().plus(rollout.spec().policy().waveSoak()));
    calendar.hours().nextOpening(now, LONGEST).ifPresent(wakes::add);
    if (calendar.hours().openFor(now).compareTo(assumed.p95()) < 0) {
      calendar.hours().nextOpening(now, assumed.p95(), LONGEST).ifPresent(wakes::add);
    }
    hosts.nextAttempt(now).ifPresent(wakes::add);
    Stream.of(rollout.course().deadline(), rollout.spec().policy().deadline())
        .filter(Objects::nonNull)
        .forEach(wakes::add);
    return wakes;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Map<RebootState, Integer> ends() {
    Map<RebootState, Integer> ends = new EnumMap<>(RebootState.class);
    hosts.members().forEach(member -> ends.merge(member.state(), 1, Integer::sum));
    return ends;
  }

  private static Set<String> topologyKeys(RolloutSpec spec) {
    Set<String> keys = new LinkedHashSet<>();
    spec.policy().failureDomains().forEach(domain -> keys.add(domain.topologyKey()));
    String partition = spec.policy().partitionBy();
    if (partition != null) {
      keys.add(partition);
    }
    return keys;
  }
}
