package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import org.jspecify.annotations.Nullable;

/**
 * One host of a rollout as it is observed: where its reboot stands, and whether it is down.
 *
 * @param elsewhere the other rollout that has the host staged or on its way, for which the reboot
 *     waits; none if absent
 */
public record Member(
    RebootId reboot,
    HostId host,
    int wave,
    RebootState state,
    boolean hostDown,
    @Nullable OtherRollout elsewhere) {

  /** Says whether the host may be told to stage: it waits for that, and no other rollout has it. */
  public boolean mayStage() {
    return state == RebootState.QUEUED && elsewhere == null;
  }
}
