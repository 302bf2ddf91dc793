package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.util.List;

/**
 * What an operator asks for.
 *
 * @param soak how long a host must run the new kernel before its boot counts as proven; not
 *     negative
 * @param bootDeadline how long a host that executes may be silent before it is lost; more than zero
 * @param drain how the load is taken off a host before it goes down
 * @param policy what is asked for beyond that
 */
public record RolloutSpec(
    String name,
    KernelImageId kernelImage,
    HostSelector selector,
    List<HostAmount> waves,
    DisruptionBudget disruptionBudget,
    FailureBudget failureBudget,
    Duration soak,
    Duration bootDeadline,
    DrainPolicy drain,
    RolloutPolicy policy) {

  public RolloutSpec {
    waves = List.copyOf(waves);
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a rollout must not be blank");
    }
    if (waves.isEmpty()) {
      throw new IllegalArgumentException("a rollout needs at least one wave");
    }
    if (soak.isNegative()) {
      throw new IllegalArgumentException("soak is %s: it must not be negative".formatted(soak));
    }
    if (bootDeadline.isNegative() || bootDeadline.isZero()) {
      throw new IllegalArgumentException(
          "bootDeadline is %s: it must be more than zero".formatted(bootDeadline));
    }
  }

  /** Makes the spec of a rollout that asks for nothing beyond these. */
  public RolloutSpec(
      String name,
      KernelImageId kernelImage,
      HostSelector selector,
      List<HostAmount> waves,
      DisruptionBudget disruptionBudget,
      FailureBudget failureBudget,
      Duration soak,
      Duration bootDeadline,
      DrainPolicy drain) {
    this(
        name,
        kernelImage,
        selector,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        RolloutPolicy.plain());
  }

  /** Returns this spec with another policy. */
  public RolloutSpec with(RolloutPolicy newPolicy) {
    return new RolloutSpec(
        name,
        kernelImage,
        selector,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        newPolicy);
  }
}
