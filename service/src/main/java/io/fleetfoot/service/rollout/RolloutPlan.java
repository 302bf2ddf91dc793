package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a rollout would do: its waves, and its steps with their certificate.
 *
 * @param unplaced the hosts that no step takes while what is down now stays down, and why
 */
public record RolloutPlan(
    List<Wave> waves, PlanCertificate certificate, Map<HostId, Verdict.No> unplaced) {

  public RolloutPlan {
    waves = List.copyOf(waves);
    unplaced = Collections.unmodifiableMap(new LinkedHashMap<>(unplaced));
  }
}
