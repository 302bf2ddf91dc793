package io.fleetfoot.agent.preflight;

import java.util.ArrayList;
import java.util.List;

/** Everything there is to say about a host before a kernel image is chosen for it. */
public final class Examination {
  private Examination() {}

  /** Returns what every check found, those first that decide whether the agent reboots the host. */
  public static List<Finding> of(HostFacts facts, HostSurvey survey) {
    List<Finding> findings = new ArrayList<>(HostChecks.of(facts, survey));
    findings.addAll(SurveyChecks.of(facts, survey));
    return findings;
  }

  /** Returns the finding of a host whose facts cannot be read at all. */
  public static Finding unreadable(String why) {
    return new Finding(
        Check.HOST_FACTS.id(),
        Severity.REFUSE,
        why,
        "a host with /proc, /sys and a machine-id",
        "run this on the host itself, or in a container that has the host's /proc and /sys");
  }
}
