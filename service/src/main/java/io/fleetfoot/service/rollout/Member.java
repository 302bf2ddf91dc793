package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;

/** One host of a rollout as it is observed: where its reboot stands, and whether it is down. */
public record Member(RebootId reboot, int wave, RebootState state, boolean hostDown) {}
