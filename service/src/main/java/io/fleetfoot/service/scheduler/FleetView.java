package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import java.util.List;
import java.util.Set;

/** Looks at the whole fleet at once, across rollouts. */
public interface FleetView {

  /** A reboot that needs not begin, by what reboot, and in which boot. */
  record Satisfied(RebootId reboot, RebootId by, String bootId) {}

  /**
   * Waits until no other transaction holds the fleet, and holds it until the one that runs now
   * ends, so that what two rollouts admit at the same time is counted together.
   */
  void hold();

  /**
   * Returns every host that is not revoked, and those of running rollouts, by hostname and id.
   *
   * @param listening which of them are silent
   * @param withFacts whether the hosts' labels are to have their facts among them, which have to be
   *     read for it
   */
  FleetSnapshot snapshot(Listening listening, boolean withFacts);

  /**
   * Returns those of the rollout's reboots that wait to begin on hosts which run the rollout's
   * kernel image already, in the boot that a reboot of another rollout proved; of plain reboots,
   * those on hosts that such a reboot took through the firmware since the rollout began; of an
   * uptime policy's rollout, those on hosts that such a reboot booted since it began, however.
   */
  List<Satisfied> listSatisfied(RolloutId rollout);

  /** Returns the hosts that run the kernel image, in a boot that a reboot proved. */
  Set<HostId> listProven(KernelImageId image);

  /** Returns the rollouts that have not ended, the oldest first. */
  List<Rollout> listActive();
}
