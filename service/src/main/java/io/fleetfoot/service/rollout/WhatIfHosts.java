package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootMachine;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a rollout that is played through: what they are asked for they do in made-up time.
 */
final class WhatIfHosts {

  private static final String OLD_BOOT = "boot-before";
  private static final String OLD = "release-before";
  private static final String NEW = "release-after";

  private record Happening(Instant at, long number, RebootId reboot, RebootEvent event) {}

  private final Rollout rollout;
  private final Duration stagingTimeout;
  private final WhatIfAssumptions assumptions;
  private final DownCounts counts;
  private final Random random;
  private final Map<HostId, FleetHost> fleet = new LinkedHashMap<>();
  private final Map<HostId, Reboot> reboots = new LinkedHashMap<>();
  private final Map<RebootId, HostId> hosts = new HashMap<>();
  private final PriorityQueue<Happening> happenings =
      new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparing(Happening::number));
  private long made;

  WhatIfHosts(
      Rollout rollout, WhatIfFleet fleet, WhatIfAssumptions assumptions, DownCounts counts) {
    this.rollout = rollout;
    this.stagingTimeout = fleet.stagingTimeout();
    this.assumptions = assumptions;
    this.counts = counts;
    this.random = new Random(assumptions.seed());
    fleet.hosts().hosts().forEach(host -> this.fleet.put(host.id(), host));
  }

  /** Takes the hosts of a wave in. */
  void plan(Wave wave) {
    for (HostId host : wave.hosts()) {
      keep(reboot(host, wave.index(), Attempt.first()));
    }
  }

  /** Ends the reboots of hosts that need none. */
  void satisfy(Collection<HostId> done) {
    for (Reboot reboot : List.copyOf(reboots.values())) {
      if (done.contains(reboot.host())) {
        move(reboot.id(), new RebootEvent.Satisfied(reboot.id(), OLD_BOOT));
      }
    }
  }

  FleetSnapshot fleet() {
    return new FleetSnapshot(fleet.values());
  }

  List<Member> members() {
    return reboots.values().stream()
        .map(
            reboot ->
                new Member(
                    reboot.id(),
                    reboot.host(),
                    reboot.wave(),
                    reboot.state(),
                    host(reboot.host()).down(),
                    elsewhere(host(reboot.host()))))
        .toList();
  }

  /** Counts the hosts whose reboots another rollout kept from beginning. */
  int heldElsewhere() {
    return (int)
        members().stream()
            .filter(member -> member.elsewhere() != null && member.state() != RebootState.SUCCEEDED)
            .count();
  }

  /** Returns what there is to say of attempts; every gate stands open. */
  Observed observed() {
    Map<RebootId, Tried> tried = new HashMap<>();
    for (Reboot reboot : reboots.values()) {
      boolean changed =
          reboot.state() == RebootState.SUCCEEDED
              && reboot.attempt().purpose() == Attempt.Purpose.ROLLOUT;
      if (changed || !reboot.attempt().equals(Attempt.first())) {
        tried.put(reboot.id(), new Tried(reboot.attempt(), changed, false, false));
      }
    }
    return new Observed(tried, new GateOutcome.Passed());
  }

  /** Lets hosts stage; one that is down or silent says nothing until its time is up. */
  void stage(Collection<RebootId> ids, Instant now) {
    for (RebootId id : ids) {
      move(id, new RebootEvent.StageAsked());
      FleetHost host = host(find(id).host());
      if (host.down() || host.silence() != null) {
        happens(now.plus(stagingTimeout), id, new RebootEvent.DeadlinePassed(true));
      } else {
        happens(
            now.plus(assumptions.staging().sample(random)),
            id,
            new RebootEvent.Staged(OLD_BOOT, method()));
      }
    }
  }

  /** Lets hosts go down; what becomes of each is drawn by chance. */
  void admit(Collection<RebootId> ids, Instant now) {
    for (RebootId id : ids) {
      ExecId execId = ExecId.random(random);
      move(id, new RebootEvent.Admitted(execId));
      move(id, new RebootEvent.Executing(execId, OLD_BOOT, method()));
      double drawn = random.nextDouble();
      Instant back = now.plus(assumptions.down().sample(random));
      if (drawn < assumptions.silenceRate()) {
        happens(now.plus(rollout.spec().bootDeadline()), id, new RebootEvent.DeadlinePassed(true));
      } else if (drawn < assumptions.silenceRate() + assumptions.failureRate()) {
        happens(back, id, new RebootEvent.Booted("boot-of-" + execId, OLD, "quiet"));
      } else {
        happens(
            back, id, new RebootEvent.Booted("boot-of-" + execId, NEW, "fleetfoot.exec=" + execId));
        happens(back.plus(rollout.spec().soak()), id, new RebootEvent.SoakPassed());
      }
    }
  }

  void withdraw(RebootId id) {
    move(id, new RebootEvent.Withdrawn("withdrawn"));
  }

  void again(Collection<RebootId> ids, Instant notBefore) {
    for (RebootId id : ids) {
      Reboot failed = find(id);
      keep(reboot(failed.host(), failed.wave(), failed.attempt().next(notBefore)));
    }
  }

  void back(Collection<RebootId> ids) {
    for (RebootId id : ids) {
      Reboot done = find(id);
      keep(reboot(done.host(), done.wave(), Attempt.back()));
    }
  }

  /** Lets happen what is due. */
  void happen(Instant now) {
    while (!happenings.isEmpty() && !happenings.peek().at().isAfter(now)) {
      Happening next = happenings.remove();
      if (hosts.containsKey(next.reboot()) && !find(next.reboot()).state().isTerminal()) {
        move(next.reboot(), next.event());
      }
    }
  }

  Optional<Instant> nextEvent() {
    return Optional.ofNullable(happenings.peek()).map(Happening::at);
  }

  /** Returns when the next attempt that waits for its time may begin. */
  Optional<Instant> nextAttempt(Instant now) {
    return reboots.values().stream()
        .filter(reboot -> reboot.state() == RebootState.QUEUED)
        .map(reboot -> reboot.attempt().notBefore())
        .filter(Objects::nonNull)
        .filter(at -> at.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  private void happens(Instant at, RebootId id, RebootEvent event) {
    happenings.add(new Happening(at, ++made, id, event));
  }

  private void move(RebootId id, RebootEvent event) {
    RebootDecision decision = RebootMachine.decide(find(id), event);
    Reboot reboot = decision.reboot();
    reboots.put(reboot.host(), reboot);
    FleetHost before = host(reboot.host());
    if (isElsewhere(before)) {
      return;
    }
    boolean down =
        switch (decision.standing()) {
          case DOWN -> true;
          case UP -> false;
          case AS_IT_IS -> before.down();
        };
    FleetHost after =
        new FleetHost(
            before.id(),
            before.labels(),
            down,
            reboot.state().holdsHostDown(),
            reboot.state().isTerminal() ? null : rollout.id().value(),
            before.silence());
    fleet.put(before.id(), after);
    if (after.isUnavailable() != before.isUnavailable()) {
      counts.count(after, after.isUnavailable() ? 1 : -1);
    }
  }

  private @Nullable OtherRollout elsewhere(FleetHost host) {
    return isElsewhere(host)
        ? new OtherRollout(new RolloutId(Objects.requireNonNull(host.rollout())), "another")
        : null;
  }

  private boolean isElsewhere(FleetHost host) {
    return host.rollout() != null && !rollout.id().value().equals(host.rollout());
  }

  private String method() {
    return rollout.spec().load().wireNames().get(0);
  }

  private Reboot reboot(HostId host, int wave, Attempt attempt) {
    return new Reboot(
        new RebootId(new UUID(rollout.id().value().getLeastSignificantBits(), ++made)),
        rollout.id(),
        host,
        wave,
        new Reboot.Terms(
            rollout.spec().kernelImage(),
            rollout.spec().isPlainReboot() ? null : NEW,
            rollout.spec().soak(),
            rollout.spec().bootDeadline(),
            rollout.spec().drain(),
            rollout.spec().load()),
        RebootState.QUEUED,
        Reboot.Evidence.before(OLD, OLD_BOOT),
        null,
        0,
        attempt);
  }

  private void keep(Reboot reboot) {
    Reboot before = reboots.put(reboot.host(), reboot);
    if (before != null) {
      hosts.remove(before.id());
    }
    hosts.put(reboot.id(), reboot.host());
  }

  private Reboot find(RebootId id) {
    return Objects.requireNonNull(
        reboots.get(Objects.requireNonNull(hosts.get(id), "host of " + id)), "reboot " + id);
  }

  private FleetHost host(HostId id) {
    return Objects.requireNonNull(fleet.get(id), "host " + id);
  }
}
