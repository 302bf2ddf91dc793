package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Limit;
import java.util.List;

/**
 * The steps in which hosts go down, and for each step what every limit counts: before and step
 * together are never more than the limit.
 *
 * @param limits the limits, to which the counts of the steps refer by index
 */
public record PlanCertificate(List<Limit> limits, List<PlanStep> steps) {

  public PlanCertificate {
    limits = List.copyOf(limits);
    steps = List.copyOf(steps);
  }
}
