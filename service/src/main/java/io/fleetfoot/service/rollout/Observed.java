package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootId;
import java.util.Map;

/**
 * What the machine of rollouts hears besides the members.
 *
 * @param tried what there is to say of members' attempts; {@link Tried#ONCE} of those not named
 * @param gate what the gates say of the point where the rollout is
 */
public record Observed(Map<RebootId, Tried> tried, GateOutcome gate) {

  public Observed {
    tried = Map.copyOf(tried);
  }

  /** Returns that every host is tried for the first time, and that every gate stands open. */
  public static Observed nothing() {
    return new Observed(Map.of(), new GateOutcome.Passed());
  }

  /** Returns what there is to say of the member's attempts. */
  public Tried of(Member member) {
    return tried.getOrDefault(member.reboot(), Tried.ONCE);
  }
}
