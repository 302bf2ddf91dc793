package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;

/**
 * One host of a rollout as it is observed: where its reboot stands, and whether it is down.
 *
 * @param elsewhere whether another rollout has the host staged or on its way
 */
public record Member(
    RebootId reboot,
    HostId host,
    int wave,
    RebootState state,
    boolean hostDown,
    boolean elsewhere) {

  /** Says whether the host may be told to stage: it waits for that, and no other rollout has it. */
  public boolean mayStage() {
    return state == RebootState.QUEUED && !elsewhere;
  }
}
