package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Fleets;
import java.time.Instant;
import java.util.UUID;

/** Rollouts and their members as the tests of admission want them. */
final class TestMembers {

  private TestMembers() {}

  static Rollout running(RolloutSpec spec) {
    return new Rollout(
        new RolloutId(new UUID(0, 1)), spec, RolloutState.RUNNING, 0, null, Instant.EPOCH, null, 0);
  }

  static Member member(int number, int wave, RebootState state) {
    return new Member(
        new RebootId(new UUID(2, number)), Fleets.id(number), wave, state, false, null);
  }

  static Member ready(int number) {
    return member(number, 0, RebootState.READY);
  }
}
