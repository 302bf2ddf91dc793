package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import java.util.List;
import java.util.Random;

/** Humans who say anything, whether it fits or not; they seldom end a rollout. */
final class SimulatedOperators {

  private static final List<Verb> HARMLESS =
      List.of(Verb.PAUSE, Verb.RESUME, Verb.RESUME, Verb.APPROVE, Verb.APPROVE, Verb.RETRY);

  private final SimulatedReplica replica;
  private final Random chance;

  SimulatedOperators(SimulatedReplica replica, Random chance) {
    this.replica = replica;
    this.chance = chance;
  }

  /** Says or does one thing; a rollout that a replica has locked is left alone. */
  void command(ConcurrentRollouts rollouts) {
    Rollout rollout = one(rollouts.saved().rollouts());
    if (rollouts.isLocked(rollout.id())) {
      return;
    }
    switch (chance.nextInt(6)) {
      case 0 -> skip(rollouts);
      case 1 -> vouch(rollouts);
      default -> {
        Verb verb = one(chance.nextInt(8) == 0 ? List.of(Verb.values()) : HARMLESS);
        String actor = one(List.of("author", "another"));
        try {
          rollouts.run(copy -> replica.say(copy, rollout.id(), verb, actor));
        } catch (VerbRefusedException e) {
          // a verb that does not fit changes nothing
        }
      }
    }
  }

  private void skip(ConcurrentRollouts rollouts) {
    List<Reboot> skippable =
        rollouts.saved().rows().stream()
            .map(SimulatedStore.Row::reboot)
            .filter(reboot -> reboot.state().isWithdrawable())
            .toList();
    if (!skippable.isEmpty()) {
      RebootId id = one(skippable).id();
      rollouts.run(copy -> copy.move(id, new RebootEvent.Withdrawn("skipped")));
    }
  }

  /** A human says that a host which was lost is up. */
  private void vouch(ConcurrentRollouts rollouts) {
    HostId host = one(rollouts.saved().hosts()).id();
    if (rollouts.saved().findActive(host).isEmpty()) {
      rollouts.run(copy -> copy.count(host, Standing.UP));
    }
  }

  private <T> T one(List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }
}
