package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.kexec.LoadPolicy;
import java.util.Optional;

/**
 * What a reboot is to be, the same when it is staged and when it is executed.
 *
 * @param rebootId the reboot
 * @param kernelImage what is to run after it, absent for a plain reboot
 * @param policy what it may be done by
 */
record Order(String rebootId, Optional<KernelImageOffer> kernelImage, LoadPolicy policy) {

  static Order of(Assignment.Stage assignment) {
    return new Order(assignment.rebootId(), assignment.kernelImage(), assignment.policy());
  }

  static Order of(Assignment.Execute assignment) {
    return new Order(assignment.rebootId(), assignment.kernelImage(), assignment.policy());
  }
}
