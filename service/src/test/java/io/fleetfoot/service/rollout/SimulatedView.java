package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Silence;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a replica sees of a store before it decides. */
record SimulatedView(SimulatedStore store) {

  private static final OtherRollout ANOTHER =
      new OtherRollout(new RolloutId(new UUID(0, 0)), "another");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  FleetSnapshot fleet() {
    List<FleetHost> seen = new ArrayList<>();
    for (SimulatedHost host : store.hosts()) {
      Optional<Reboot> begun =
          store
              .active(host.id())
              .filter(SimulatedStore.Row::hasBegun)
              .map(SimulatedStore.Row::reboot)
              .findFirst();
      seen.add(
          new FleetHost(
              host.id(),
              host.labels(),
              store.isDown(host.id()),
              begun.map(reboot -> reboot.state().holdsHostDown()).orElse(false),
              begun.map(reboot -> reboot.rollout().value()).orElse(null),
              store.isUnheard(host.id())
                  ? new Silence(host.seen(), host.seen().plus(PATIENCE))
                  : null));
    }
    return new FleetSnapshot(seen);
  }

  /** Returns what surrounds the rollout, whose limits are not among those that it returns. */
  Surroundings around(RolloutId rollout) {
    List<Limit> limits = new ArrayList<>(store.fleetLimits());
    store.activeRollouts().stream()
        .filter(other -> !other.id().equals(rollout))
        .forEach(other -> limits.addAll(RolloutLimits.ofOther(other.id(), other.spec())));
    return new Surroundings(store.now(), fleet(), limits, HostFit.any());
  }

  List<Member> members(RolloutId rollout) {
    return store.rows().stream()
        .filter(row -> row.reboot().rollout().equals(rollout))
        .map(SimulatedStore.Row::reboot)
        .map(
            reboot ->
                new Member(
                    reboot.id(),
                    reboot.host(),
                    reboot.wave(),
                    reboot.state(),
                    store.isDown(reboot.host()),
                    reboot.state() == RebootState.QUEUED
                            && store.isTaken(reboot.host(), reboot.id())
                        ? ANOTHER
                        : null))
        .sorted(Comparator.comparing(Member::wave))
        .toList();
  }

  Map<RebootId, Tried> tried(RolloutId id) {
    boolean goesBack = store.rollout(id).state() == RolloutState.ROLLING_BACK;
    Map<RebootId, Tried> tried = new HashMap<>();
    for (Member member : members(id)) {
      Reboot reboot = store.reboot(member.reboot());
      boolean forward = reboot.attempt().purpose() == Purpose.ROLLOUT;
      boolean ranAnother =
          store.hasExecuted(reboot.id())
              && !store.host(reboot.host()).savedRelease().equals(SimulatedHost.OLD);
      boolean changed =
          goesBack
              && forward
              && (reboot.state() == RebootState.SUCCEEDED
                  || (reboot.state().isTerminal() && ranAnother));
      tried.put(
          reboot.id(),
          new Tried(
              reboot.attempt(),
              changed,
              store.isStaying(reboot.id()),
              store.isTaken(reboot.host(), reboot.id())));
    }
    return tried;
  }

  /** Returns the reboot that proved the boot in which the host is, of the same kernel image. */
  Optional<Reboot> proof(Reboot waiting) {
    return store.history().stream()
        .map(SimulatedStore.Row::reboot)
        .filter(reboot -> reboot.state() == RebootState.SUCCEEDED)
        .filter(reboot -> reboot.host().equals(waiting.host()) && !store.isDown(reboot.host()))
        .filter(reboot -> reboot.terms().kernelImage().equals(waiting.terms().kernelImage()))
        .filter(
            reboot -> store.host(reboot.host()).savedBoot().equals(reboot.evidence().toBootId()))
        .findFirst();
  }
}
