package io.fleetfoot.service.fleet;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the checks of a host's agent last found.
 *
 * @param reportedAt when the agent said so, which it does at its start and when it is another
 * @param findings what is not as wanted; each check at most once, and none when all is well
 */
public record HostCheckup(Instant reportedAt, List<HostFinding> findings) {

  public HostCheckup {
    findings = List.copyOf(findings);
    requireEachOnce(findings);
  }

  /** Refuses findings of which two are of one check. */
  public static void requireEachOnce(List<HostFinding> findings) {
    Set<String> seen = new HashSet<>();
    for (HostFinding finding : findings) {
      if (!seen.add(finding.check())) {
        throw new IllegalArgumentException("check %s is there twice".formatted(finding.check()));
      }
    }
  }
}
