package io.fleetfoot.agent.preflight;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a host can do now, and why it cannot do the rest.
 *
 * @param findings what every check found
 * @param methods every method, the best first
 */
public record Fitness(List<Finding> findings, List<MethodFitness> methods) {

  /** Copies the lists. */
  public Fitness {
    findings = List.copyOf(findings);
    methods = List.copyOf(methods);
  }

  /** Returns it with more findings; those that refuse close the methods that they name. */
  public Fitness and(List<Finding> more) {
    List<MethodFitness> left = methods;
    for (Finding finding : more) {
      if (finding.severity() == Severity.REFUSE) {
        left = left.stream().map(method -> method.and(finding)).toList();
      }
    }
    return new Fitness(Stream.concat(findings.stream(), more.stream()).toList(), left);
  }

  /** Returns whether any method of kexec goes. */
  public boolean byKexec() {
    return methods.stream().anyMatch(method -> method.isKexec() && method.goes());
  }

  /** Returns whether the host can be rebooted by its firmware. */
  public boolean byFirmware() {
    return methods.stream().anyMatch(method -> !method.isKexec() && method.goes());
  }
}
