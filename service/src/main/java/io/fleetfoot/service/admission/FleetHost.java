package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One host of the fleet as every limit counts it.
 *
 * @param down whether it counts as down, for whatever reason
 * @param onItsWay whether it was admitted by some rollout and is not proven yet
 * @param rollout the rollout that has it staged or on its way; none, or waiting only, when absent
 * @param silence that it was not heard of for too long; absent if it was
 */
public record FleetHost(
    HostId id,
    Labels labels,
    boolean down,
    boolean onItsWay,
    @Nullable UUID rollout,
    @Nullable Silence silence) {

  /** Makes a host that is not silent. */
  public FleetHost(
      HostId id, Labels labels, boolean down, boolean onItsWay, @Nullable UUID rollout) {
    this(id, labels, down, onItsWay, rollout, null);
  }

  /** Says whether the host counts against the limits on hosts that are down. */
  public boolean isUnavailable() {
    return down || onItsWay;
  }

  /** Returns whether the host is there to be let go: up, and heard of. */
  public Check up() {
    if (isUnavailable()) {
      return blocked(
          onItsWay
              ? "the host is down already"
              : "the host is down already, until it proves a boot or is declared up");
    }
    return silence == null
        ? Check.passed(Constraint.HOST_UP, "the host is up")
        : blocked(silence.sentence());
  }

  private static Check blocked(String detail) {
    return Check.blocked(new Verdict.No(Constraint.HOST_UP, detail));
  }
}
