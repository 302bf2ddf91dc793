package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Verification;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a host can be rebooted by a method now, whatever the kernel image.
 *
 * @param method which method
 * @param against what speaks against it under the default policy, which verifies by kcore; nothing
 *     when it goes
 * @param byPurgatory whether it goes where a policy verifies by purgatory
 */
public record MethodFitness(LoadMethod method, List<Refusal> against, boolean byPurgatory) {

  /** Copies the refusals. */
  public MethodFitness {
    against = List.copyOf(against);
  }

  /** Judges every method, the best first, by the checks that a reboot chooses among them by. */
  static List<MethodFitness> of(HostFacts facts, HostSurvey survey, String quickRegion) {
    return Arrays.stream(LoadMethod.values())
        .map(method -> of(method, facts, survey.boot().taken(), quickRegion))
        .toList();
  }

  private static MethodFitness of(
      LoadMethod method, HostFacts facts, Optional<String> taken, String quickRegion) {
    String region = method == LoadMethod.QUICK ? quickRegion : ReservedRegion.CRASH_KERNEL;
    List<Refusal> against = Preflight.method(method, Verification.KCORE, region, facts);
    boolean byPurgatory = Preflight.method(method, Verification.PURGATORY, region, facts).isEmpty();
    if (method == LoadMethod.FIRMWARE) {
      Optional<Refusal> taking = Preflight.firmwareReboot(taken);
      return new MethodFitness(
          method,
          Stream.concat(against.stream(), taking.stream()).toList(),
          byPurgatory && taking.isEmpty());
    }
    return new MethodFitness(method, against, byPurgatory);
  }

  /** Judges a host of which nothing is known but why it is not. */
  static List<MethodFitness> closed(Refusal by) {
    return Arrays.stream(LoadMethod.values())
        .map(method -> new MethodFitness(method, List.of(by), false))
        .toList();
  }

  /** Returns what the agent protocol and policies call the method. */
  public String name() {
    return method.wireName();
  }

  /** Returns whether it goes under the default policy. */
  public boolean goes() {
    return against.isEmpty();
  }

  /** Returns whether it enters the next kernel by kexec. */
  public boolean isKexec() {
    return method != LoadMethod.FIRMWARE;
  }

  /** Returns it with what else a finding says against it. */
  MethodFitness and(Finding finding) {
    if (!finding.closes().contains(name())) {
      return this;
    }
    return new MethodFitness(
        method, Stream.concat(against.stream(), Stream.of(finding.refusal())).toList(), false);
  }
}
