package io.fleetfoot.agent.preflight;

import java.util.ArrayList;
import java.util.List;

/** Everything there is to say about a host before a kernel image is chosen for it. */
public final class Examination {
  private Examination() {}

  /**
   * Returns what every check found, those first that decide whether the agent reboots the host, and
   * the methods that are left.
   *
   * @param quickRegion what the memory of quick kexec is called in /proc/iomem
   */
  public static Fitness of(HostFacts facts, HostSurvey survey, String quickRegion) {
    List<MethodFitness> methods = MethodFitness.of(facts, survey, quickRegion);
    List<Finding> findings = new ArrayList<>(HostChecks.of(facts, survey, methods));
    findings.addAll(SurveyChecks.of(facts, survey));
    return new Fitness(findings, methods);
  }

  /** Returns what there is to say of a host whose facts cannot be read at all. */
  public static Fitness unreadable(String why) {
    Refusal refusal =
        Check.HOST_FACTS.refuse(
            why,
            "a host with /proc, /sys and a machine-id",
            "run this on the host itself, or in a container that has the host's /proc and /sys");
    List<MethodFitness> methods = MethodFitness.closed(refusal);
    var finding =
        new Finding(
            refusal.check(),
            Severity.REFUSE,
            refusal.found(),
            refusal.wanted(),
            refusal.remedy(),
            methods.stream().map(MethodFitness::name).toList());
    return new Fitness(List.of(finding), methods);
  }
}
